using System.Data;
using Dapper;
using DataShare.Schemas;
using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>A session with one time-out for statements on the ledger, and another for statements that move rows.</summary>
internal sealed class SqlServerSession(SqlConnection connection, WarehouseOptions options) : ISqlSession
{
    private SqlTransaction? transaction;

    private static int Seconds(TimeSpan timeout) => (int)Math.Ceiling(timeout.TotalSeconds);

    public Task<long> ExecuteAsync(string doing, string sql, CancellationToken cancellationToken) =>
        ExecuteAsync(doing, sql, null, cancellationToken);

    public Task<long> ExecuteAsync(string doing, string sql, object? parameters, CancellationToken cancellationToken) =>
        RunAsync<long>(
            doing,
            async () => Math.Max(
                0, await connection.ExecuteAsync(Command(sql, parameters, options.LoadTimeout, cancellationToken))),
            cancellationToken);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<T>>(
            doing,
            async () => (await connection.QueryAsync<T>(Command(sql, parameters, options.StatementTimeout, cancellationToken)))
                .AsList(),
            cancellationToken);

    public Task<T?> ScalarAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken) =>
        RunAsync(
            doing,
            () => connection.ExecuteScalarAsync<T>(Command(sql, parameters, options.StatementTimeout, cancellationToken)),
            cancellationToken);

    public async Task<long> WriteAsync(string doing, string sql, object parameters, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await RunAsync<long>(
                doing,
                async () => await connection.ExecuteAsync(Command(sql, parameters, options.StatementTimeout, cancellationToken)),
                cancellationToken);
            return rows >= 0
                ? rows
                : throw new WarehouseException($"Could not {doing}: the server does not say how many rows were written. Nothing was changed.");
        }
        catch (WarehouseException e) when (e.InnerException is SqlException fault && SqlServerFaults.IsDuplicateKey(fault))
        {
            throw SqlServerFaults.Conflict(doing, fault);
        }
    }

    /// <summary>
    /// Sets the isolation level each time, because a connection from the pool has the level of its last transaction.
    /// </summary>
    public async Task BeginAsync(bool readOnly, CancellationToken cancellationToken) =>
        transaction = await RunAsync(
            "begin a transaction",
            async () => (SqlTransaction)await connection.BeginTransactionAsync(
                readOnly ? IsolationLevel.Snapshot : IsolationLevel.ReadCommitted, cancellationToken),
            cancellationToken);

    public async Task CommitAsync(string doing, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await transaction!.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException)
        {
            throw new WarehouseAwayException(
                $"Could not {doing}: it is unknown whether the server did it, because its answer did not arrive. The ledger decides at the "
                + $"next try. ({e.Message})",
                e);
        }

        await transaction.DisposeAsync();
        transaction = null;
    }

    /// <summary>Waits for the lock of a dataset's loads; it ends with the transaction.</summary>
    /// <exception cref="WarehouseBusyException">Another process kept it for longer than the time-out.</exception>
    public async Task LockLoadsAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var timeout = options.LockTimeout + options.StatementTimeout;
        var result = await RunAsync(
            "wait for other loads",
            () => connection.ExecuteScalarAsync<int>(Command(
                SessionStatements.LockLoads, new { Dataset = dataset.Value, Milliseconds = (int)options.LockTimeout.TotalMilliseconds }, timeout, cancellationToken)),
            cancellationToken);
        if (result < 0)
        {
            throw SqlServerFaults.LoadUnderWay(dataset, options.LockTimeout);
        }
    }

    /// <summary>
    /// Streams rows into a table and returns their number. It blocks its own thread, because the client's asynchronous method
    /// costs a continuation for each row and takes nearly twice as long. A cancellation ends it through the rows.
    /// </summary>
    /// <param name="places">The position of each column of the rows in the table, from 0.</param>
    public async Task<long> CopyAsync(
        string doing,
        string table,
        PartRows rows,
        IReadOnlyList<int> places,
        BulkCopyShape shape,
        CancellationToken cancellationToken)
    {
        using var thread = new OwnThread();
        return await RunAsync(
            doing,
            () => thread.RunAsync(() =>
            {
                // Rows are streamed in any case. "Streaming" here means single values that are not in memory yet.
                using var copy = new SqlBulkCopy(connection, shape.Options, transaction)
                {
                    DestinationTableName = table,
                    BatchSize = shape.BatchSize,
                    BulkCopyTimeout = Seconds(options.LoadTimeout),
                };
                foreach (var (column, place) in places.Index())
                {
                    copy.ColumnMappings.Add(column, place);
                }

                if (shape.Order is { } order)
                {
                    copy.ColumnOrderHints.Add(new SqlBulkCopyColumnOrderHint(order, SortOrder.Ascending));
                }

                copy.WriteToServer(rows);
                return copy.RowsCopied64;
            }),
            cancellationToken);
    }

    /// <summary>Copies rows into a table, by the names of their columns.</summary>
    /// <returns>The number of rows.</returns>
    public Task<long> CopyAsync(string doing, string table, DataTable rows, CancellationToken cancellationToken) => RunAsync<long>(
        doing,
        async () =>
        {
            using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.CheckConstraints | SqlBulkCopyOptions.KeepNulls, transaction)
            {
                DestinationTableName = table,
                BulkCopyTimeout = Seconds(options.LoadTimeout),
            };
            foreach (DataColumn column in rows.Columns)
            {
                copy.ColumnMappings.Add(column.ColumnName, column.ColumnName);
            }

            await copy.WriteToServerAsync(rows, cancellationToken);
            return rows.Rows.Count;
        },
        cancellationToken);

    /// <summary>Begins to read the rows of a query; the session must outlive the reader.</summary>
    public Task<SqlServerRows> ReadAsync(string doing, string sql, CancellationToken cancellationToken) =>
        RunAsync(
            doing,
            async () =>
            {
                var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come through SqlName.Quote; a reader's own statement is theirs, and was found to read.
                command.CommandText = sql;
#pragma warning restore CA2100
                command.Transaction = transaction;
                command.CommandTimeout = Seconds(options.LoadTimeout);
                return new SqlServerRows(command, await command.ExecuteReaderAsync(cancellationToken));
            },
            cancellationToken);

    /// <summary>
    /// Rolls back uncommitted work and frees the session's resources on the server. A lost connection has none.
    /// </summary>
    public async ValueTask TryCleanUpAsync(string sql)
    {
        try
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
                transaction = null;
            }

            if (connection.State is ConnectionState.Open)
            {
                await connection.ExecuteAsync(Command(sql, null, options.StatementTimeout, CancellationToken.None));
            }
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException)
        {
            // The server drops it when the connection ends or is used again.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException)
        {
            // The connection was lost, and the transaction with it.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private CommandDefinition Command(string sql, object? parameters, TimeSpan timeout, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, Seconds(timeout), cancellationToken: cancellationToken);

    /// <summary>Does work on the connection, and converts its errors to the warehouse's exceptions.</summary>
    public async Task<T> RunAsync<T>(string doing, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await work();
        }
        catch (Exception e) when (e is SqlException or InvalidOperationException && cancellationToken.IsCancellationRequested)
        {
            // SqlClient reports a cancelled statement as an error of the server.
            throw new OperationCanceledException(null, e, cancellationToken);
        }
        catch (SqlException e)
        {
            throw SqlServerFaults.Explain(doing, e, connection.State is ConnectionState.Open);
        }
        catch (InvalidOperationException e) when (connection.State is ConnectionState.Open)
        {
            // The client itself refuses, for example a value that does not fit its column, or a transaction that was ended.
            throw new WarehouseException($"Could not {doing}: {e.Message} Nothing was changed.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new WarehouseAwayException(
                $"Could not {doing}: the connection to the server was cut. What was not committed is undone; "
                + $"the same command continues from there. ({e.Message})",
                e);
        }
    }
}

/// <summary>The options for streaming rows into a table.</summary>
/// <param name="BatchSize">0: all rows at once.</param>
/// <param name="Order">The column of the clustered index, if the rows come in its order; otherwise null.</param>
internal sealed record BulkCopyShape(SqlBulkCopyOptions Options, int BatchSize, string? Order = null)
{
    /// <summary>
    /// Locks the whole table, so that the server does not lock each row and logs less. Nobody else writes to the table, and
    /// readers see row versions and do not wait.
    /// </summary>
    public static BulkCopyShape WholeTable { get; } = new(SqlBulkCopyOptions.TableLock, 0);

    /// <summary>For a table in the order of the loads, so that the server does not have to sort the rows in tempdb first.</summary>
    public static BulkCopyShape InOrder { get; } = WholeTable with { Order = StoredColumns.LakeVersion };

    /// <summary>Sends one row group of the columnstore at a time, so that the server compresses it directly.</summary>
    public static BulkCopyShape RowGroups { get; } = new(SqlBulkCopyOptions.Default, 1_048_576);
}

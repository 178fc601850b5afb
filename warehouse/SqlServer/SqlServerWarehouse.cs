using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// The warehouse in a database of SQL Server 2019 or later, or of Azure SQL. Loads of a dataset run one after the
/// other, those of different datasets side by side; readers and deliveries see row versions and do not wait for loads.
/// </summary>
public sealed class SqlServerWarehouse : IWarehouse, IMovable, IDisposable
{
    private readonly SqlServerSessions sessions;
    private readonly SqlServerLedgerSql sql = new();
    private readonly WarehouseOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    /// <summary>Loads of one dataset in this process wait here. In the database, each waiting load would hold a connection.</summary>
    private readonly ConcurrentDictionary<DatasetName, SemaphoreSlim> loadGates = new();

    /// <param name="border">Called after each part of a migration; for tests that stop there.</param>
    /// <exception cref="WarehouseException">The options are wrong; the message names every wrong one.</exception>
    public SqlServerWarehouse(WarehouseOptions options, TimeProvider time, ILogger<SqlServerWarehouse> logger, Random? jitter = null, StepBorder? border = null)
    {
        new SqlServerDescription().Confirm(options);
        (this.options, this.time, this.logger) = (options, time, logger);
        sessions = new SqlServerSessions(options, time, jitter ?? Random.Shared, logger, border);
        Ledger = new SqlLedger(sessions, sql);
        Runs = new SqlConsumerRuns(sessions, sql, time);
    }

    public ILedger Ledger { get; }

    public IConsumerRuns Runs { get; }

    ISqlSessions IMovable.Sessions => sessions;

    LedgerSql IMovable.Sql => sql;

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => sessions.MigrateAsync(cancellationToken);

    public string? Print() => null;

    /// <summary>Does nothing, because connections are pooled.</summary>
    public ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IAsyncDisposable>(new NothingHeld());

    public async ValueTask<ILoadTransaction> BeginLoadAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var gate = loadGates.GetOrAdd(dataset, _ => new SemaphoreSlim(1));
        if (!await gate.WaitAsync(options.LockTimeout, cancellationToken))
        {
            throw SqlServerFaults.LoadUnderWay(dataset, options.LockTimeout);
        }

        SqlServerSession? session = null;
        try
        {
            var opened = session = await sessions.OpenAsync(cancellationToken);

            // Another program's open transaction must not block a load, or a stopping service, for an hour.
            await opened.ExecuteAsync("begin a load", SessionStatements.WaitForLocks(options.LockTimeout), cancellationToken);
            await opened.BeginAsync(readOnly: false, cancellationToken);
            await opened.LockLoadsAsync(dataset, cancellationToken);
            return new SqlLoadTransaction(
                opened, new SqlServerTableStore(opened, sessions, options), sql, time, logger, () => EndLoadAsync(gate, opened));
        }
        catch
        {
            await EndLoadAsync(gate, session);
            throw;
        }
    }

    private static async ValueTask EndLoadAsync(SemaphoreSlim gate, SqlServerSession? session)
    {
        try
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<IBatchSession> OpenBatchAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        var session = await sessions.OpenAsync(cancellationToken);
        try
        {
            return await SqlServerBatchSession.OpenAsync(session, sessions.Dialect, run, reads, time, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Needs only the right to read the queried views.</summary>
    public async ValueTask<IQuerySession> QueryAsync(string sql, CancellationToken cancellationToken) =>
        await OpenQueryAsync(sql, cancellationToken);

    public async ValueTask<long> ExportAsync(string sql, string file, FileFormat format, CancellationToken cancellationToken)
    {
        await using var query = await OpenQueryAsync(sql, cancellationToken);
        return await query.WriteAsync(file, format, cancellationToken);
    }

    public async ValueTask<long> WriteCsvAsync(string sql, TextWriter output, CancellationToken cancellationToken)
    {
        await using var query = await OpenQueryAsync(sql, cancellationToken);
        return await query.WriteCsvAsync(output, cancellationToken);
    }

    public ValueTask<bool> CopyAsync(string file, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    async ValueTask<long> IMovable.TakeTableAsync(string table, string columns, IWarehouse from, CancellationToken cancellationToken)
    {
        var (name, doing) = (SqlName.Quote(table), $"copy table {table}");
        await using var query = await from.QueryAsync(TableCopyStatements.Rows(table), cancellationToken);
        await using var session = await sessions.OpenAsync(cancellationToken);
        await session.BeginAsync(readOnly: false, cancellationToken);
        await session.ExecuteAsync(doing, TableCopyStatements.Make(table, columns), cancellationToken);
        var rows = 0L;
        foreach (var part in ForeignRows.Read(query.Reader))
        {
            rows += await session.CopyAsync(doing, name, part, cancellationToken);
        }

        var copied = await session.ScalarAsync<long>(doing, TableCopyStatements.Count(table), null, cancellationToken);
        if (copied != rows)
        {
            throw new WarehouseException(FormattableString.Invariant($"Could not {doing}: {copied} of {rows} rows arrived. The new table was not made."));
        }

        await session.CommitAsync(doing, cancellationToken);
        return rows;
    }

    public ValueTask<LoadedRows> CountAsync(DatasetMajors majors, CancellationToken cancellationToken) =>
        sessions.RunAsync(s => RowCounting.CountAsync(s, new SqlServerDialect(), sql, majors, cancellationToken), cancellationToken);

    public void Dispose()
    {
        foreach (var gate in loadGates.Values)
        {
            gate.Dispose();
        }

        sessions.Dispose();
    }

    private async ValueTask<SqlServerQuerySession> OpenQueryAsync(string text, CancellationToken cancellationToken)
    {
        var statement = ReadOnlyStatement.Check(text);
        var session = await sessions.OpenAsItIsAsync(cancellationToken);
        try
        {
            return await SqlServerQuerySession.OpenAsync(session, statement, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private sealed class NothingHeld : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

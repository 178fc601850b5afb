using Dapper;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <param name="thread">The thread for all work on the connection; ends with the session.</param>
/// <param name="memory">The memory of the database.</param>
internal sealed class DuckDbSession(DuckDBConnection connection, OwnThread thread, DuckDbMemory memory) : ISqlSession
{
    private readonly long megabytes = memory.Megabytes;
    private bool inTransaction;

    /// <summary>Whether the limit is still the one that the connection was opened with. A new limit needs a new connection.</summary>
    public bool HasItsMemory => memory.Megabytes == megabytes;

    /// <summary>
    /// Does blocking work on the session's thread. If the token is cancelled, it interrupts the running statement and waits
    /// until the statement has ended, so that the connection is free again.
    /// </summary>
    public async Task<T> RunAsync<T>(string doing, Func<DuckDBConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var running = thread.RunAsync(() => work(connection));
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await InterruptAsync(running);
            throw;
        }
        catch (DuckDBException e)
        {
            throw Explain(doing, e);
        }
    }

    public Exception Explain(string doing, DuckDBException fault) => DuckDbFaults.Explain(doing, fault, memory, megabytes);

    public Task<long> ExecuteAsync(string doing, string sql, CancellationToken cancellationToken) =>
        RunAsync(doing, c => Execute(c, sql), cancellationToken);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<T>>(doing, c => c.Query<T>(sql, parameters).AsList(), cancellationToken);

    public Task<T?> ScalarAsync<T>(string doing, string sql, object? parameters, CancellationToken cancellationToken) =>
        RunAsync(doing, c => c.ExecuteScalar<T>(sql, parameters), cancellationToken);

    public async Task<long> WriteAsync(string doing, string sql, object parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(doing, c => c.Execute(sql, parameters), cancellationToken);
        }
        catch (WarehouseException e) when (e.InnerException is DuckDBException fault && DuckDbFaults.IsDuplicateKey(fault))
        {
            throw DuckDbFaults.Conflict(doing, fault);
        }
    }

    public async Task BeginAsync(bool readOnly, CancellationToken cancellationToken)
    {
        // Set before the transaction begins: after a cancellation nobody knows whether it began, and an extra rollback is harmless.
        inTransaction = true;
        await ExecuteAsync("begin a transaction", readOnly ? "begin transaction read only" : "begin transaction", cancellationToken);
    }

    public async Task CommitAsync(string doing, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await ExecuteAsync(doing, "commit", CancellationToken.None);
        inTransaction = false;
    }

    /// <summary>Rolls back uncommitted work. The session can be used again.</summary>
    public Task EndAsync() => inTransaction ? thread.RunAsync(RollBack) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // Closing the last connection writes the log into the file, which takes a while after a large load.
        await thread.RunAsync(Close);
        thread.Dispose();
    }

    internal static long Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come through SqlName.Quote, values as parameters; consumers' and readers' SQL is theirs.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    private bool Close()
    {
        RollBack();
        connection.Dispose();
        return true;
    }

    private bool RollBack()
    {
        try
        {
            if (inTransaction)
            {
                Execute(connection, "rollback");
            }
        }
        catch (DuckDBException)
        {
            // An error may have ended the transaction already. Closing rolls it back in any case.
        }

        inTransaction = false;
        return true;
    }

    /// <summary>Interrupts repeatedly, because an interrupt before the beginning of the statement is lost.</summary>
    private async Task InterruptAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            connection.NativeConnection.Interrupt();
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None));
        }

        // The result no longer matters, but an unobserved exception would be reported later.
        _ = running.Exception;
    }
}

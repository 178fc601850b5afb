using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// The embedded warehouse: one DuckDB file. Readers, consumers and one load can run at once within a process; several
/// processes wait for each other.
/// </summary>
public sealed class DuckDbWarehouse : IWarehouse, IMovable, IDisposable
{
    private readonly DuckDbSessions sessions;
    private readonly DuckDbFile file;
    private readonly FileReach? reach;
    private readonly DuckDbLedgerSql sql = new();
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim loadGate = new(1);

    /// <param name="reach">
    /// The files that statements can access; null for all files that the process can access.
    /// </param>
    /// <param name="border">Called after each part of a migration; for tests that stop there.</param>
    /// <exception cref="WarehouseException">The options are wrong; the message names every wrong one.</exception>
    public DuckDbWarehouse(
        WarehouseOptions options, TimeProvider time, ILogger<DuckDbWarehouse> logger, FileReach? reach = null, Random? jitter = null, StepBorder? border = null)
    {
        new DuckDbDescription().Confirm(options);
        this.time = time;
        this.logger = logger;
        this.reach = reach;
        file = new DuckDbFile(options, reach, time, jitter ?? Random.Shared, logger);
        sessions = new DuckDbSessions(file, time, logger, border);
        Ledger = new SqlLedger(sessions, sql);
        Runs = new SqlConsumerRuns(sessions, sql, time);
    }

    public ILedger Ledger { get; }

    public IConsumerRuns Runs { get; }

    ISqlSessions IMovable.Sessions => sessions;

    LedgerSql IMovable.Sql => sql;

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => sessions.MigrateAsync(cancellationToken);

    public string? Print() => file.Print();

    /// <summary>Until the last connection is closed, all connections of a process share the parts of the file that one has read.</summary>
    public ValueTask<IAsyncDisposable> HoldAsync(CancellationToken cancellationToken) => sessions.HoldAsync(cancellationToken);

    public async ValueTask<ILoadTransaction> BeginLoadAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        await loadGate.WaitAsync(cancellationToken);
        LentSession? lent = null;
        try
        {
            lent = await sessions.BorrowAsync(cancellationToken);
            var session = lent.Session;
            await session.BeginAsync(readOnly: false, cancellationToken);
            return new SqlLoadTransaction(session, new DuckDbTableStore(session), sql, time, logger, () => EndLoadAsync(lent));
        }
        catch
        {
            await EndLoadAsync(lent);
            throw;
        }
    }

    private async ValueTask EndLoadAsync(LentSession? lent)
    {
        try
        {
            if (lent is not null)
            {
                await lent.ReturnAsync();
            }
        }
        finally
        {
            loadGate.Release();
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
            await session.BeginAsync(readOnly: false, cancellationToken);
            return await DuckDbBatchSession.OpenAsync(session, run, reads, reach, time, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<bool> CopyAsync(string file, CancellationToken cancellationToken)
    {
        await sessions.MigrateAsync(cancellationToken);
        await loadGate.WaitAsync(cancellationToken);
        try
        {
            // Closed after the session: on Linux, a process that closes a file loses all of its locks on it, including DuckDB's.
            await using var bytes = this.file.OpenBytes();
            await using var session = await sessions.OpenAsync(cancellationToken);
            await session.ExecuteAsync("copy the warehouse", "checkpoint", cancellationToken);
            await DurableFiles.CopyAsync(bytes, file, cancellationToken);
        }
        finally
        {
            loadGate.Release();
        }

        return true;
    }

    /// <summary>Through a Parquet file, because that is the fastest way into DuckDB that keeps every value.</summary>
    async ValueTask<long> IMovable.TakeTableAsync(string table, string columns, IWarehouse from, CancellationToken cancellationToken)
    {
        var parquet = $"{this.file.Path}.{table}.parquet";
        var (name, doing) = (SqlName.Quote(table), $"copy table {table}");
        try
        {
            var rows = await from.ExportAsync($"select * from {name}", parquet, FileFormat.Parquet, cancellationToken);
            await using var session = await sessions.OpenAsync(cancellationToken);
            await session.BeginAsync(readOnly: false, cancellationToken);
            await session.ExecuteAsync(doing, $"drop table if exists {name}", cancellationToken);
            await session.ExecuteAsync(doing, $"create table {name} ({columns})", cancellationToken);
            var copied = await session.ExecuteAsync(
                doing, $"insert into {name} by name select * from read_parquet({new DuckDbDialect().Literal(DuckDbParts.ExactPath(parquet))})", cancellationToken);
            if (copied != rows)
            {
                throw new WarehouseException(FormattableString.Invariant($"Could not {doing}: {copied} of {rows} rows arrived. The new table was not made."));
            }

            await session.CommitAsync(doing, cancellationToken);
            return rows;
        }
        finally
        {
            File.Delete(parquet);
        }
    }

    public async ValueTask<IQuerySession> QueryAsync(string sql, CancellationToken cancellationToken) =>
        await OpenQueryAsync(session => DuckDbQuerySession.OpenAsync(session, sql, cancellationToken), cancellationToken);

    public ValueTask<long> ExportAsync(string sql, string file, FileFormat format, CancellationToken cancellationToken) => MemoryTries.RunAsync(async () =>
    {
        await using var session = await sessions.OpenAsync(cancellationToken);
        return await DuckDbQuerySession.ExportAsync(session, sql, file, format, reach, cancellationToken);
    });

    public async ValueTask<long> WriteCsvAsync(string sql, TextWriter output, CancellationToken cancellationToken)
    {
        await using var query = await OpenQueryAsync(session => DuckDbQuerySession.OpenCsvAsync(session, sql, cancellationToken), cancellationToken);
        return await query.WriteCsvAsync(output, cancellationToken);
    }

    public ValueTask<LoadedRows> CountAsync(DatasetMajors majors, CancellationToken cancellationToken) => MemoryTries.RunAsync(() =>
        sessions.RunAsync(s => RowCounting.CountAsync(s, new DuckDbDialect(), sql, majors, cancellationToken), cancellationToken));

    /// <summary>Before the first rows, nobody has seen any of the result, so the query can be tried again.</summary>
    private ValueTask<DuckDbQuerySession> OpenQueryAsync(
        Func<DuckDbSession, Task<DuckDbQuerySession>> open, CancellationToken cancellationToken) => MemoryTries.RunAsync(async () =>
    {
        var session = await sessions.OpenAsync(cancellationToken);
        try
        {
            return await open(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    });

    public void Dispose()
    {
        loadGate.Dispose();
        sessions.Dispose();
    }
}

using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// First copies the rows into temporary tables of the connection, in one transaction that sees one state. So no load waits
/// for a delivery, and no delivery waits for a load. The delivery has its own transaction.
/// </summary>
internal sealed class SqlServerBatchSession : IBatchSession
{
    private readonly SqlServerSession session;
    private readonly Positions positions = new(new SqlServerLedgerSql());
    private readonly TimeProvider time;
    private readonly Dictionary<string, BatchRead> reads;

    private SqlServerBatchSession(SqlServerSession session, ConsumerRun run, IReadOnlyList<BatchRead> reads, TimeProvider time)
    {
        this.session = session;
        this.time = time;
        this.reads = reads.ToDictionary(r => r.Name, StringComparer.Ordinal);
        Run = run;
    }

    public ConsumerRun Run { get; }

    private string Doing => $"deliver to consumer '{Run.Consumer}'";

    /// <param name="session">A session without a transaction; disposed with the batch.</param>
    /// <param name="sql">The dialect of this server.</param>
    public static async Task<SqlServerBatchSession> OpenAsync(
        SqlServerSession session,
        SqlServerDialect sql,
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var batch = new SqlServerBatchSession(session, run, reads, time);
        await session.BeginAsync(readOnly: true, cancellationToken);
        foreach (var read in reads)
        {
            var stored = await SqlServerTable.NamesAsync(session, read.Tables, cancellationToken);
            var rows = BatchSql.RowsOf(sql, read, table => stored.GetValueOrDefault(table));
            await session.ExecuteAsync(
                batch.Doing, BatchStatements.Keep(read.Name, BatchSql.Select(sql, read, run, rows)), cancellationToken);
        }

        await session.CommitAsync(batch.Doing, cancellationToken);
        await session.BeginAsync(readOnly: false, cancellationToken);
        await batch.positions.ConfirmAsync(session, run, cancellationToken);
        return batch;
    }

    public string Relation(string name) => BatchStatements.Relation(Read(name).Name);

    public async ValueTask<long> CountAsync(string name, CancellationToken cancellationToken) =>
        await session.ScalarAsync<long>(Doing, BatchStatements.Count(Read(name).Name), null, cancellationToken);

    public async ValueTask<long> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(Doing, DeliverySql.Check(sql), cancellationToken);

    public async ValueTask<long> ExportAsync(string name, string file, FileFormat format, CancellationToken cancellationToken)
    {
        var read = Read(name);
        await using var rows = await session.ReadAsync(Doing, BatchStatements.Rows(read.Name), cancellationToken);
        return await session.RunAsync(
            Doing, () => ResultFile.WriteAsync(rows.Reader, BatchSql.ColumnsOf(read), file, format, cancellationToken), cancellationToken);
    }

    public async ValueTask CompleteAsync(long rows, CancellationToken cancellationToken)
    {
        // The consumer's statements may have changed the settings.
        await session.ExecuteAsync(Doing, SessionStatements.Settings, cancellationToken);
        await positions.MoveAsync(session, Run, rows, time.GetUtcNow(), cancellationToken);
        await session.CommitAsync(Doing, cancellationToken);
    }

    /// <summary>
    /// Drops the temporary tables. Otherwise the server would keep them in tempdb until another caller takes the connection from
    /// the pool.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await session.TryCleanUpAsync(string.Join("; ", reads.Keys.Select(BatchStatements.Drop)));
        await session.DisposeAsync();
    }

    private BatchRead Read(string name) =>
        reads.TryGetValue(name, out var read) ? read : throw new KeyNotFoundException($"Consumer '{Run.Consumer}' does not read '{name}'.");
}

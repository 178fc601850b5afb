using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The relations are temporary views of this connection, so a batch costs nothing until a statement reads it, whatever
/// its size.
/// </summary>
internal sealed class DuckDbBatchSession : IBatchSession
{
    private static readonly DuckDbDialect Sql = new();
    private static readonly DuckDbLedgerSql Ledger = new();

    private readonly DuckDbSession session;
    private readonly FileReach? reach;
    private readonly TimeProvider time;
    private readonly Dictionary<string, BatchRead> reads;

    private DuckDbBatchSession(DuckDbSession session, ConsumerRun run, IReadOnlyList<BatchRead> reads, FileReach? reach, TimeProvider time)
    {
        this.session = session;
        this.reach = reach;
        this.time = time;
        this.reads = reads.ToDictionary(r => r.Name, StringComparer.Ordinal);
        Run = run;
    }

    public ConsumerRun Run { get; }

    private string Doing => $"deliver to consumer '{Run.Consumer}'";

    /// <param name="session">A session in its own transaction; disposed with the batch.</param>
    public static async Task<DuckDbBatchSession> OpenAsync(
        DuckDbSession session,
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        FileReach? reach,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await new Positions(Ledger).ConfirmAsync(session, run, cancellationToken);
        var batch = new DuckDbBatchSession(session, run, reads, reach, time);
        foreach (var read in reads)
        {
            var stored = new Dictionary<LakeTableId, IReadOnlySet<string>?>();
            foreach (var table in read.Tables)
            {
                stored[table] = await DuckDbTable.ColumnsAsync(session, TableNames.Data(table), cancellationToken);
            }

            var select = BatchSql.Select(Sql, read, run, BatchSql.RowsOf(Sql, read, table => stored.GetValueOrDefault(table)));
            await session.ExecuteAsync(batch.Doing, $"create temp view {batch.Relation(read.Name)} as {select}", cancellationToken);
        }

        return batch;
    }

    public string Relation(string name) =>
        reads.ContainsKey(name)
            ? SqlName.Quote("batch_" + name)
            : throw new KeyNotFoundException($"Consumer '{Run.Consumer}' does not read '{name}'.");

    public async ValueTask<long> CountAsync(string name, CancellationToken cancellationToken) =>
        await session.ScalarAsync<long>(Doing, $"select count(*) from {Relation(name)}", null, cancellationToken);

    public async ValueTask<long> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(Doing, sql, cancellationToken);

    public async ValueTask<long> ExportAsync(string name, string file, FileFormat format, CancellationToken cancellationToken)
    {
        var relation = Relation(name);
        var order = SqlDialect.List([StoredColumns.LakeVersion, StoredColumns.LoadId, StoredColumns.SourceRow]) + " nulls first";
        if (reach?.Covers(file) == false)
        {
            await using var rows = await DuckDbRows.OpenAsync(session, Doing, $"select * from {relation} order by {order}", cancellationToken);
            return await rows.ReadAsync(
                r => ResultFile.WriteAsync(r, BatchSql.ColumnsOf(reads[name]), file, format, cancellationToken), cancellationToken);
        }

        var written = reads[name].Columns
            .Where(_ => format == FileFormat.Csv)
            .Select(c => (Column: SqlName.Quote(c.Name), Text: CsvText(c)))
            .Where(c => c.Text is not null)
            .Select(c => $"{c.Text} as {c.Column}")
            .ToList();
        var columns = written.Count == 0 ? "*" : $"* replace ({string.Join(", ", written)})";
        return await DuckDbCopy.ToFileAsync(
            session, $"select {columns} from {relation} order by {order}", file, format, cancellationToken);
    }

    public async ValueTask CompleteAsync(long rows, CancellationToken cancellationToken)
    {
        await new Positions(Ledger).MoveAsync(session, Run, rows, time.GetUtcNow(), cancellationToken);
        await session.CommitAsync(Doing, cancellationToken);
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    /// <summary>The expression for a text that a contract can read back; null if DuckDB's own text is one.</summary>
    private static string? CsvText(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.Binary => DuckDbCsv.Bytes(SqlName.Quote(column.Name)),
        ColumnKind.Timestamp => DuckDbCsv.Moment(SqlName.Quote(column.Name)),
        ColumnKind.TimestampLocal => DuckDbCsv.WallClock(SqlName.Quote(column.Name)),
        _ => DuckDbCsv.IsFraction(column.Type) ? DuckDbCsv.Fraction(SqlName.Quote(column.Name)) : null,
    };
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows that a consumer has not received although its checkpoint is past them, because no mapping showed them in its major
/// at that time. The first run after a later version maps them delivers them.
/// </summary>
internal sealed class RowsBehind(LedgerSql sql)
{
    private const string Doing = "record which rows a consumer did not get";

    public Task<IReadOnlyList<BehindRow>> ReadAsync(ISqlSession session, string consumer, CancellationToken cancellationToken) =>
        session.QueryAsync<BehindRow>("read which rows a consumer did not get", sql.Behind, new { Consumer = consumer }, cancellationToken);

    /// <summary>Records the tables whose rows a run skips, and the tables whose earlier rows it delivers now.</summary>
    /// <param name="isNew">Whether this is the run's first try. A retry delivers the same rows as the first try.</param>
    public async Task NoteAsync(
        ISqlSession session, ConsumerRun run, IReadOnlyList<BatchRead> reads, bool isNew, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(session, run.Consumer, cancellationToken);
        var shown = reads.SelectMany(BatchSql.Tables).ToHashSet();
        foreach (var table in reads.Select(r => r.Majors).OfType<DatasetMajors>().DistinctBy(m => m.Dataset).SelectMany(Tables))
        {
            var behind = known.FirstOrDefault(b => b.Table == table);
            var statement = (shown.Contains(table), behind) switch
            {
                (true, not null) when isNew => sql.GiveBehind,
                (false, null) => sql.InsertBehind,
                (false, { GivenBy: not null }) => sql.KeepBehind,
                _ => null,
            };
            if (statement is not null)
            {
                var row = new { run.Consumer, Dataset = table.Dataset.Value, table.Major, run.From, run.Number };
                await session.WriteAsync(Doing, statement, row, cancellationToken);
            }
        }
    }

    /// <summary>The sequence after which a run delivers a table's rows; null if it delivers none of them.</summary>
    public static long? FromOf(IReadOnlyList<BehindRow> behind, ConsumerRun run, LakeTableId table) => behind.FirstOrDefault(b => b.Table == table) switch
    {
        null => run.From,
        { } row when row.GivenBy == run.Number => row.Sequence,
        _ => null,
    };

    private static IEnumerable<LakeTableId> Tables(DatasetMajors majors) => majors.Newest.Select(c => new LakeTableId(majors.Dataset, c.Version.Major));
}

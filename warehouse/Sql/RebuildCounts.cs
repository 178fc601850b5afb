using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The rows of a dataset's tables before and after a rebuild.</summary>
internal static class RebuildCounts
{
    /// <summary>The rows of each commit in each table.</summary>
    /// <param name="at">The table that has the rows of a shape's table.</param>
    public static async Task<IReadOnlyList<(LakeTableId Table, StoredRows Rows)>> OfAsync(
        ITableStore tables, IEnumerable<TableShape> shapes, Func<LakeTableId, LakeTableId> at, CancellationToken cancellationToken)
    {
        var counts = new List<(LakeTableId, StoredRows)>();
        foreach (var shape in shapes)
        {
            counts.AddRange((await tables.CountAsync(shape with { Table = at(shape.Table) }, cancellationToken)).Select(r => (shape.Table, r)));
        }

        return counts;
    }

    /// <param name="loads">The dataset's loads, in order.</param>
    /// <param name="corrected">The commits whose counts in the ledger were wrong.</param>
    public static RebuiltDataset Result(
        DatasetName dataset,
        IReadOnlyList<LoadRecord> loads,
        IReadOnlyList<(LakeTableId Table, StoredRows Rows)> before,
        IReadOnlyList<(LakeTableId Table, StoredRows Rows)> after,
        IReadOnlyList<CommitPlace> corrected)
    {
        var changed = before.Except(after).Concat(after.Except(before)).Select(r => r.Rows.Place).Concat(corrected).ToHashSet();
        var known = loads.Select(l => l.Commit.Place).ToHashSet();
        return new RebuiltDataset(
            dataset, loads.Count, after.Sum(r => r.Rows.Live), [.. loads.Select(l => l.Commit).Where(c => changed.Contains(c.Place))])
        {
            StrayRows = before.Where(r => !known.Contains(r.Rows.Place)).Sum(r => r.Rows.Live + r.Rows.Tombstones),
        };
    }
}

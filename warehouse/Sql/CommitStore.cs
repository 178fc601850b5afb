using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Stores the rows of commits by their contract's write mode.</summary>
/// <param name="shapes">The tables of the dataset's majors.</param>
internal sealed class CommitStore(ITableStore tables, DatasetMajors majors, IReadOnlyList<TableShape> shapes)
{
    /// <returns>The counts of each commit, in the commits' order.</returns>
    public async Task<IReadOnlyList<RowCounts>> StoreAsync(
        TableShape shape, IReadOnlyList<PlacedCommit> commits, CancellationToken cancellationToken)
    {
        if (shape.Contract.Write.Mode == WriteMode.Append)
        {
            await tables.AppendAsync(shape, commits, cancellationToken);
            return [.. commits.Select(c => new RowCounts(c.Commit.AcceptedRows, 0, 0))];
        }

        var counts = new List<RowCounts>();
        foreach (var commit in commits)
        {
            counts.Add(StoredColumns.IsKeyed(shape.Contract)
                ? await tables.MergeAsync(shape, majors, commit, cancellationToken)
                : await ReplaceAsync(shape, commit, cancellationToken));
            foreach (var other in shapes.Where(s => s.IsBuriedBy(shape) && !commit.Commit.Amends))
            {
                await tables.BuryAsync(other, commit, cancellationToken);
            }
        }

        return counts;
    }

    /// <summary>Stores a snapshot without a key: without a key no row can be matched, so all rows are new.</summary>
    private async Task<RowCounts> ReplaceAsync(TableShape shape, PlacedCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Commit.Amends)
        {
            await tables.AppendAsync(shape, [commit], cancellationToken);
            return new RowCounts(commit.Commit.AcceptedRows, 0, 0);
        }

        var gone = await tables.ClearAsync(shape, PlacedCommit.Doing([commit]), cancellationToken);
        await tables.AppendAsync(shape, [commit], cancellationToken);
        return new RowCounts(commit.Commit.AcceptedRows, 0, gone);
    }
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Rebuilds a dataset's tables from its commits, in the order of the ledger and in one transaction.</summary>
internal sealed class DatasetRebuild(ISqlSession session, ITableStore tables, DatasetShapes shapes, LedgerSql sql)
{
    /// <summary>The most rows that one statement stores, unless one commit has more.</summary>
    private const long MostRows = 1_000_000;

    private const int MostCommits = 1000;

    public async ValueTask<RebuiltDataset> RunAsync(
        DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken)
    {
        var doing = $"rebuild {majors.Dataset}";
        var rows = await session.QueryAsync<LoadRow>(
            "read the ledger", sql.LoadsInOrder, new { Dataset = majors.Dataset.Value }, cancellationToken);
        IReadOnlyList<LoadRecord> loads = [.. rows.Select(r => r.ToRecord())];
        var numbered = LedgerMatch.Commits(majors, loads, commits);
        var followed = await shapes.FollowAsync(majors, null, cancellationToken);
        IReadOnlyList<TableShape> kept = [.. followed.Where(s => s.IsKnown)];
        var before = await CountAsync(kept, cancellationToken);
        foreach (var shape in kept)
        {
            await tables.ClearAsync(shape, doing, cancellationToken);
        }

        var counts = new List<RowCounts>();
        var store = new CommitStore(tables, majors, kept);
        foreach (var together in Together(numbered))
        {
            var shape = kept.Single(s => s.Table == together[0].Commit.Table);
            counts.AddRange(await store.StoreAsync(shape, together, cancellationToken));
        }

        var after = await CountAsync(kept, cancellationToken);
        var corrected = await CorrectAsync(doing, loads, counts, cancellationToken);
        await session.WriteAsync(doing, sql.EndRebuild, new { Dataset = majors.Dataset.Value }, cancellationToken);
        var changed = before.Except(after).Concat(after.Except(before)).Select(r => r.Rows.Sequence).Concat(corrected);
        return new RebuiltDataset(majors.Dataset, loads.Count, after.Sum(r => r.Rows.Live), [.. changed.Distinct().Order()]);
    }

    /// <summary>Groups consecutive commits of one table.</summary>
    private static IEnumerable<IReadOnlyList<NumberedCommit>> Together(IReadOnlyList<NumberedCommit> commits)
    {
        var together = new List<NumberedCommit>();
        foreach (var commit in commits)
        {
            if (together.Count > 0
                && (together[0].Commit.Table != commit.Commit.Table || together.Count == MostCommits
                    || together.Sum(c => c.Commit.AcceptedRows) + commit.Commit.AcceptedRows > MostRows))
            {
                yield return together;
                together = [];
            }

            together.Add(commit);
        }

        if (together.Count > 0)
        {
            yield return together;
        }
    }

    private async Task<IReadOnlyList<(LakeTableId Table, StoredRows Rows)>> CountAsync(
        IEnumerable<TableShape> kept, CancellationToken cancellationToken)
    {
        var counts = new List<(LakeTableId, StoredRows)>();
        foreach (var shape in kept)
        {
            counts.AddRange((await tables.CountAsync(shape, cancellationToken)).Select(r => (shape.Table, r)));
        }

        return counts;
    }

    /// <returns>The sequences with wrong counts in the ledger.</returns>
    private async Task<IReadOnlyList<long>> CorrectAsync(
        string doing, IReadOnlyList<LoadRecord> loads, IReadOnlyList<RowCounts> counts, CancellationToken cancellationToken)
    {
        var wrong = loads.Zip(counts)
            .Where(l => (l.First.Commit.RowsInserted, l.First.Commit.RowsUpdated, l.First.Commit.RowsDeleted)
                != (l.Second.Inserted, l.Second.Updated, l.Second.Deleted))
            .ToList();
        foreach (var (load, count) in wrong)
        {
            var row = new
            {
                Dataset = load.Commit.Table.Dataset.Value,
                load.Commit.Table.Major,
                load.Commit.LakeVersion,
                RowsInserted = count.Inserted,
                RowsUpdated = count.Updated,
                RowsDeleted = count.Deleted,
            };
            await session.WriteAsync(doing, sql.CorrectLoad, row, cancellationToken);
        }

        return [.. wrong.Select(w => w.First.Commit.Sequence)];
    }
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Rebuilds a dataset's tables from its commits, in the order of the ledger and in one transaction.</summary>
internal sealed class DatasetRebuild(ISqlSession session, ITableStore tables, DatasetShapes shapes, LedgerSql sql)
{
    public async ValueTask<RebuiltDataset> RunAsync(
        DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken)
    {
        var doing = $"rebuild {majors.Dataset}";
        var loads = await sql.LoadsAsync(session, majors.Dataset, cancellationToken);
        var placed = LedgerMatch.Commits(majors, loads, commits);
        var followed = await shapes.FollowAsync(majors, null, cancellationToken);
        IReadOnlyList<TableShape> kept = [.. followed.Where(s => s.IsKnown)];
        var before = await RebuildCounts.OfAsync(tables, kept, t => t, cancellationToken);
        foreach (var shape in kept)
        {
            await tables.ClearAsync(shape, doing, cancellationToken);
        }

        var counts = new List<RowCounts>();
        var store = new CommitStore(tables, majors, kept);
        foreach (var together in CommitGroups.Of(placed))
        {
            var shape = kept.Single(s => s.Table == together[0].Commit.Table);
            counts.AddRange(await store.StoreAsync(shape, together, cancellationToken));
        }

        var after = await RebuildCounts.OfAsync(tables, kept, t => t, cancellationToken);
        var corrected = await LedgerCounts.CorrectAsync(session, sql, doing, [.. loads.Select(l => l.Commit).Zip(counts)], cancellationToken);
        await session.WriteAsync(doing, sql.EndRebuild, new { Dataset = majors.Dataset.Value }, cancellationToken);
        return RebuildCounts.Result(majors.Dataset, loads, before, after, corrected);
    }
}

using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Puts the rebuilt tables in the place of a dataset's own, inside a load's transaction.</summary>
internal sealed class BesideSwap(ISqlSession session, ITableStore tables, ITableSwap swap, DatasetShapes shapes, LedgerSql sql)
{
    private const string Reading = "read the ledger";

    public async ValueTask DropAsync(CancellationToken cancellationToken)
    {
        var shaped = await session.QueryAsync<ShapeRow>(Reading, sql.ShapeOf, new { Dataset = BesideTables.Name }, cancellationToken);
        foreach (var table in shaped.SelectMany(s => s.Tables))
        {
            await swap.DropAsync(table, cancellationToken);
        }

        await ForgetAsync(cancellationToken);
    }

    public async ValueTask<RebuiltDataset> TakeAsync(DatasetMajors majors, CancellationToken cancellationToken)
    {
        var (own, beside) = (await sql.LoadsAsync(session, majors.Dataset, cancellationToken), await sql.LoadsAsync(session, BesideTables.Dataset, cancellationToken));
        if (!own.Select(l => l.Commit.Place).SequenceEqual(beside.Select(l => l.Commit.Place)))
        {
            throw new WarehouseBusyException(
                $"The rebuilt tables of {majors.Dataset} have {CountText.Of(beside.Count, "commit")} and its own have {own.Count}: another process was loading or rebuilding. "
                + $"Nothing was changed. Run again: datashare rebuild {majors.Dataset}");
        }

        var followed = await shapes.FollowAsync(majors, null, cancellationToken);
        IReadOnlyList<TableShape> kept = [.. followed.Where(s => s.IsKnown)];
        var before = await RebuildCounts.OfAsync(tables, kept, t => t, cancellationToken);
        var after = await RebuildCounts.OfAsync(tables, kept, BesideTables.Of, cancellationToken);
        foreach (var shape in kept)
        {
            await swap.ReplaceAsync(shape.Table, BesideTables.Of(shape.Table), cancellationToken);
        }

        foreach (var shape in followed)
        {
            await swap.DropAsync(BesideTables.Of(shape.Table), cancellationToken);
        }

        var corrected = await LedgerCounts.CorrectAsync(
            session, sql, Doing(majors), [.. own.Zip(beside, (o, b) => (o.Commit, new RowCounts(b.Commit.RowsInserted, b.Commit.RowsUpdated, b.Commit.RowsDeleted)))], cancellationToken);
        await ForgetAsync(cancellationToken);
        await session.WriteAsync(Doing(majors), sql.EndRebuild, new { Dataset = majors.Dataset.Value }, cancellationToken);
        return RebuildCounts.Result(majors.Dataset, own, before, after, corrected);
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await session.WriteAsync("forget the rebuilt tables", sql.DeleteLoads, new { Dataset = BesideTables.Name }, cancellationToken);
        await session.WriteAsync("forget the rebuilt tables", sql.DeleteShape, new { Dataset = BesideTables.Name }, cancellationToken);
    }

    private static string Doing(DatasetMajors majors) => $"rebuild {majors.Dataset}";
}

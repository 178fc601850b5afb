using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Changes the tables and views of a dataset to follow its contracts, inside a load's transaction.</summary>
internal sealed class DatasetShapes(ISqlSession session, ITableStore tables, LedgerSql sql, TimeProvider time)
{
    private const string Reading = "read the ledger";

    /// <summary>Does nothing if they already follow, so that a load of few rows does not have to recreate views.</summary>
    /// <param name="loading">The table that will be loaded, as this transaction found it; null for none.</param>
    public async Task<IReadOnlyList<TableShape>> FollowAsync(DatasetMajors majors, LoadedTable? loading, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<ShapeRow>(Reading, sql.ShapeOf, new { Dataset = majors.Dataset.Value }, cancellationToken);
        var shaped = rows.Count == 0 ? null : rows[0].Versions;
        DatasetShape.Confirm(shaped, majors, "Nothing was stored.");
        var known = await KnownAsync(majors, loading, cancellationToken);
        var shapes = Shapes(majors, known, loading?.Table);
        if (shaped == majors.Versions && (loading is null || known.Contains(loading.Table)))
        {
            return shapes;
        }

        await ConfirmNamesAsync(majors.Dataset, shapes, cancellationToken);
        await tables.ShapeAsync(shapes, cancellationToken);
        var row = new { Dataset = majors.Dataset.Value, majors.Versions, ShapedAt = time.GetUtcNow() };
        await session.WriteAsync(
            "record the contracts of the tables", shaped is null ? sql.InsertShape : sql.UpdateShape, row, cancellationToken);
        return shapes;
    }

    /// <summary>The tables that have a load.</summary>
    private async Task<IReadOnlyList<LakeTableId>> KnownAsync(DatasetMajors majors, LoadedTable? loading, CancellationToken cancellationToken)
    {
        var known = new List<LakeTableId>();
        foreach (var contract in majors.Newest)
        {
            var table = new LakeTableId(majors.Dataset, contract.Version.Major);
            var version = loading?.Table == table
                ? loading.LakeVersion
                : await session.ScalarAsync<long>(
                    Reading, sql.LastLakeVersion, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken);
            if (version >= 0)
            {
                known.Add(table);
            }
        }

        return known;
    }

    /// <exception cref="WarehouseException">Tables of another dataset have the same names.</exception>
    private async Task ConfirmNamesAsync(DatasetName dataset, IEnumerable<TableShape> shapes, CancellationToken cancellationToken)
    {
        var near = new { Dataset = dataset.Value, Name = TableNames.Newest(dataset) };
        var rows = await session.QueryAsync<ShapeRow>(Reading, sql.ShapesNear, near, cancellationToken);
        var others = rows.SelectMany(r => r.Tables).ToList();
        foreach (var shape in shapes)
        {
            if (TableNames.Clash(shape.Table, others) is { } clash)
            {
                throw new WarehouseException(
                    $"The tables of {shape.Table} would have the names of {clash}, such as '{TableNames.View(shape.Table)}'. Nothing was stored; "
                    + "rename one of the two datasets.");
            }
        }
    }

    /// <summary>
    /// The view with the dataset's own name shows the newest major that has rows or shows rows of other majors. So publishing a
    /// contract does not make it empty.
    /// </summary>
    private static List<TableShape> Shapes(DatasetMajors majors, IReadOnlyList<LakeTableId> known, LakeTableId? loading)
    {
        List<TableShape> shapes =
        [
            .. majors.Newest.Select(c => new LakeTableId(majors.Dataset, c.Version.Major)).Zip(majors.Newest, (t, c) =>
                new TableShape(t, c, known.Contains(t), IsNewest: false, majors.SourcesOf(t.Major))),
        ];
        var newest = shapes.FindLastIndex(s => s.IsKnown || s.Table == loading || s.Sources.Any(o => known.Contains(new LakeTableId(majors.Dataset, o.Contract.Version.Major))));
        if (newest >= 0)
        {
            shapes[newest] = shapes[newest] with { IsNewest = true };
        }

        return shapes;
    }
}

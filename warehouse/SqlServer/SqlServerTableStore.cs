using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Stores rows in the load's transaction, and changes tables in another one.</summary>
/// <param name="session">The load's session, which holds the lock of loads.</param>
internal sealed class SqlServerTableStore(SqlServerSession session, SqlServerSessions sessions, WarehouseOptions options) : ITableStore
{
    private static readonly SqlServerDialect Sql = new();

    private readonly List<TableShape> newest = [];

    public async Task ShapeAsync(IReadOnlyList<TableShape> majors, CancellationToken cancellationToken)
    {
        await using (var own = await sessions.OpenAsync(cancellationToken))
        {
            await new SqlServerTable(own, options.Storage, sessions.Dialect).ShapeAsync(majors, cancellationToken);
        }

        newest.AddRange(majors.Where(m => m.IsPointedAtLast));
    }

    public async Task AppendAsync(TableShape shape, IReadOnlyList<PlacedCommit> commits, CancellationToken cancellationToken)
    {
        var table = TableNames.Data(shape.Table);
        var stored = await SqlServerTable.ColumnsAsync(session, table, cancellationToken);
        var how = stored.Any(c => c.Columnstores > 0) ? BulkCopyShape.RowGroups : BulkCopyShape.InOrder;
        await CopyAsync(Sql.Relation(table), shape.Contract, commits, Find, how, cancellationToken);

        // By position, because the client garbles some names.
        int Find(int column, string name)
        {
            var place = stored.Index().Where(s => s.Item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(s => s.Index).ToList();
            return place is [var found]
                ? found
                : throw new WarehouseException($"The table '{table}' has no column '{name}': somebody changed it. Nothing was stored.");
        }
    }

    public async Task<RowCounts> MergeAsync(TableShape shape, DatasetMajors majors, PlacedCommit commit, CancellationToken cancellationToken)
    {
        var doing = PlacedCommit.Doing([commit]);
        var sql = new MergeStatements(shape.Table, shape.Contract, majors, sessions.Dialect);
        await session.ExecuteAsync(doing, sql.CreateStage, cancellationToken);
        await CopyAsync(
            MergeStatements.Stage, shape.Contract, [commit], (column, _) => column, BulkCopyShape.WholeTable, cancellationToken);
        if (sql.HashKeys is { } hash)
        {
            await session.ExecuteAsync(doing, hash, cancellationToken);
        }

        await session.ExecuteAsync(doing, sql.IndexStage, cancellationToken);
        await session.ExecuteAsync(doing, sql.DropRepeated, cancellationToken);
        await session.ExecuteAsync(doing, sql.Classify, cancellationToken);
        var actions = await session.QueryAsync<ActionRows>(doing, MergeStatements.CountActions, null, cancellationToken);
        var updated = await session.ExecuteAsync(doing, sql.Update, cancellationToken);
        var inserted = await session.ExecuteAsync(doing, sql.Insert, cancellationToken);
        PlacedCommit.ConfirmChanged(commit, actions.Sum(a => a.Rows), updated + inserted);
        var vanished = shape.Contract.Write.Mode is WriteMode.Snapshot
            ? await EndSnapshotAsync(doing, sql, shape.Contract, commit, cancellationToken)
            : 0;
        await session.ExecuteAsync(doing, MergeStatements.DropChange, cancellationToken);
        await session.ExecuteAsync(doing, MergeStatements.DropStage, cancellationToken);
        var rows = actions.ToDictionary(a => a.Action, a => a.Rows, StringComparer.Ordinal);
        return new RowCounts(
            rows.GetValueOrDefault("insert"), rows.GetValueOrDefault("update"), rows.GetValueOrDefault("delete") + vanished);
    }

    public Task<long> ClearAsync(TableShape shape, string doing, CancellationToken cancellationToken) =>
        session.ExecuteAsync(doing, TableStatements.Clear(TableNames.Data(shape.Table)), cancellationToken);

    public Task<IReadOnlyList<StoredRows>> CountAsync(TableShape shape, CancellationToken cancellationToken) =>
        RowCounting.CountAsync(session, Sql, shape.Table, shape.Contract, follows: true, cancellationToken);

    public Task BuryAsync(TableShape shape, PlacedCommit commit, CancellationToken cancellationToken)
    {
        if (!StoredColumns.IsKeyed(shape.Contract))
        {
            return ClearAsync(shape, PlacedCommit.Doing([commit]), cancellationToken);
        }

        var last = commit.Commit.Drops.MaxBy(d => d.LoadId);
        return session.ExecuteAsync(
            PlacedCommit.Doing([commit]),
            TableStatements.Bury(TableNames.Data(shape.Table)),
            new { LoadId = last?.LoadId.Value, LakeVersion = commit.Commit.Version, Place = commit.Place.Number, ContractVersion = last?.Contract.ToString() },
            cancellationToken);
    }

    /// <summary>Moves the view with the dataset's own name to a new major, together with its rows. Readers wait only for this step.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var shape in newest)
        {
            await SqlServerTable.PointNewestAsync(session, sessions.Dialect, shape, cancellationToken);
        }
    }

    private async Task CopyAsync(
        string table,
        DataContract contract,
        IReadOnlyList<PlacedCommit> commits,
        Func<int, string, int> place,
        BulkCopyShape how,
        CancellationToken cancellationToken)
    {
        await using var rows = PartRows.Open(commits, contract, cancellationToken);
        var places = Enumerable.Range(0, rows.FieldCount).Select(i => place(i, rows.GetName(i))).ToList();
        var stored = await session.CopyAsync(PlacedCommit.Doing(commits), table, rows, places, how, cancellationToken);
        if (stored != commits.Sum(c => c.Commit.AcceptedRows))
        {
            throw PlacedCommit.Mismatch(commits, stored, "the server stored a different number of rows than it was sent");
        }
    }

    /// <summary>Removes the rows that the snapshot neither has nor keeps.</summary>
    /// <returns>The number of removed rows.</returns>
    private async Task<long> EndSnapshotAsync(
        string doing, MergeStatements sql, DataContract contract, PlacedCommit commit, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(doing, sql.Confirm, cancellationToken);
        if (commit.Commit.Amends)
        {
            return 0;
        }

        await session.ExecuteAsync(doing, sql.CreateKept, cancellationToken);
        if (commit.Commit.KeptParts is { Count: > 0 })
        {
            await CopyKeptAsync(doing, sql, contract, commit, cancellationToken);
        }

        var last = commit.Commit.Drops.MaxBy(d => d.LoadId);
        var vanished = await session.ExecuteAsync(
            doing,
            sql.Vanish,
            new { LoadId = last?.LoadId.Value, LakeVersion = commit.Commit.Version, Place = commit.Place.Number, ContractVersion = last?.Contract.ToString() },
            cancellationToken);
        await session.ExecuteAsync(doing, sql.MarkKept, cancellationToken);
        await session.ExecuteAsync(doing, MergeStatements.DropKept, cancellationToken);
        return vanished;
    }

    private async Task CopyKeptAsync(
        string doing, MergeStatements sql, DataContract contract, PlacedCommit commit, CancellationToken cancellationToken)
    {
        await using (var rows = PartRows.OpenKept(commit, contract, cancellationToken))
        {
            IReadOnlyList<int> places = [.. Enumerable.Range(0, rows.FieldCount)];
            await session.CopyAsync(doing, MergeStatements.Kept, rows, places, BulkCopyShape.WholeTable, cancellationToken);
        }

        if (sql.HashKept is { } hash)
        {
            await session.ExecuteAsync(doing, hash, cancellationToken);
        }
    }

    private sealed class ActionRows
    {
        public string Action { get; set; } = "";

        public long Rows { get; set; }
    }
}

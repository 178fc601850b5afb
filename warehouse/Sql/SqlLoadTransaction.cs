using System.Globalization;
using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Rows, views and ledger rows in one transaction of the engine.</summary>
/// <param name="session">In the transaction, in which no other load can be; disposed with it.</param>
/// <param name="release">What is done after the session has ended.</param>
internal sealed class SqlLoadTransaction(
    ISqlSession session,
    ITableStore tables,
    LedgerSql sql,
    TimeProvider time,
    ILogger log,
    Action? release = null) : ILoadTransaction
{
    private const string Reading = "read the ledger";
    private const string Shaping = "write what the tables follow";

    private readonly List<LoadedCommit> loads = [];
    private bool disposed;

    public async ValueTask<LoadedTable> FindTableAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<LoadRow>(
            Reading, sql.LastLoad, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0
            ? new LoadedTable(table, -1, null)
            : new LoadedTable(table, rows[0].LakeVersion, ContractVersion.Parse(rows[0].ContractVersion));
    }

    public async ValueTask<IReadOnlyList<LoadedCommit>> ApplyAsync(
        IReadOnlyList<LakeCommit> commits,
        DatasetMajors majors,
        CancellationToken cancellationToken)
    {
        if (commits.Count == 0)
        {
            return [];
        }

        var table = commits[0].Table;
        var contract = majors.Find(table.Major) ?? throw new WarehouseException($"No contract of {table} is known. Nothing was stored.");
        var before = await FindTableAsync(table, cancellationToken).ConfigureAwait(false);
        Check(table, before, commits, contract);
        var shapes = await ShapeAsync(majors, table, cancellationToken).ConfigureAwait(false);
        var shape = shapes.Single(s => s.Table == table);
        var newest = await session.ScalarAsync<long>("hand out a sequence", LedgerSql.NewestSequence, null, cancellationToken)
            .ConfigureAwait(false);
        IReadOnlyList<NumberedCommit> numbered = [.. commits.Select((c, i) => new NumberedCommit(c, newest + 1 + i))];
        var counts = await StoreAsync(shape, Buried(shapes, shape), numbered, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LoadedCommit> loaded =
        [
            .. numbered.Zip(counts, (c, n) => new LoadedCommit(
                table, c.Commit.Version, c.Sequence, n.Inserted, n.Updated, n.Deleted, c.LoadIds)),
        ];
        await WriteLedgerAsync(loaded, contract, cancellationToken).ConfigureAwait(false);
        loads.AddRange(loaded);
        return loaded;
    }

    public async ValueTask ShapeAsync(DatasetMajors majors, CancellationToken cancellationToken) =>
        await ShapeAsync(majors, null, cancellationToken).ConfigureAwait(false);

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await tables.FinishAsync(cancellationToken).ConfigureAwait(false);
        await session.CommitAsync("commit the load", cancellationToken).ConfigureAwait(false);
        foreach (var load in loads)
        {
            Log.Loaded(log, load.Table, load.LakeVersion, load.Sequence, load.RowsInserted, load.RowsUpdated, load.RowsDeleted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            release?.Invoke();
        }
    }

    private static void Check(LakeTableId table, LoadedTable before, IReadOnlyList<LakeCommit> commits, DataContract contract)
    {
        var last = before.LakeVersion;
        foreach (var commit in commits)
        {
            if (commit.Table != table || commit.Version <= last)
            {
                throw new WarehouseException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Lake version {commit.Version} of {commit.Table} cannot follow version {last} of {table}. Nothing was stored."));
            }

            last = commit.Version;
        }

        if (contract.Write.Mode == WriteMode.Merge && contract.PrimaryKey.Count == 0)
        {
            throw new WarehouseException(
                $"Contract {contract} says write mode merge and has no primary key to merge by. Nothing was stored; "
                + "mark the key's columns with primaryKey: true.");
        }
    }

    /// <summary>Only when there is something new to shape: a load of few rows must not cost a view.</summary>
    /// <param name="loading">The table whose rows are about to come; null for none.</param>
    private async Task<IReadOnlyList<TableShape>> ShapeAsync(DatasetMajors majors, LakeTableId? loading, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<string>(Reading, sql.ShapeOf, new { Dataset = majors.Dataset.Value }, cancellationToken)
            .ConfigureAwait(false);
        var shaped = rows.Count == 0 ? null : rows[0];
        DatasetShape.Confirm(shaped, majors, "Nothing was stored.");
        var known = await session.QueryAsync<TableRow>(Reading, LedgerSql.LoadedTables, null, cancellationToken).ConfigureAwait(false);
        var shapes = Shapes(majors, [.. known.Select(k => k.Table)], loading);
        if (shaped == majors.Versions && (loading is null || known.Any(k => k.Table == loading)))
        {
            return shapes;
        }

        foreach (var shape in shapes)
        {
            if (TableNames.Clash(shape.Table, known.Select(k => k.Table)) is { } clash)
            {
                throw new WarehouseException(
                    $"The tables of {shape.Table} would have the names of {clash}, such as '{TableNames.View(shape.Table)}'. Nothing was stored; "
                    + "rename one of the two datasets.");
            }
        }

        await tables.ShapeAsync(shapes, cancellationToken).ConfigureAwait(false);
        var row = new { Dataset = majors.Dataset.Value, majors.Versions, ShapedAt = time.GetUtcNow() };
        await session.WriteAsync(Shaping, shaped is null ? sql.InsertShape : sql.UpdateShape, row, cancellationToken).ConfigureAwait(false);
        return shapes;
    }

    /// <summary>
    /// The dataset's own name shows the newest major that has rows, or shows those of the others: it must not become empty
    /// because a contract was published.
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

    /// <summary>Those whose rows are no more once a snapshot of this major is stored: the ones that show its rows.</summary>
    private static IReadOnlyList<TableShape> Buried(IReadOnlyList<TableShape> shapes, TableShape shape) =>
        [.. shapes.Where(s => s.Contract.Write.Mode is WriteMode.Snapshot && s.Sources.Any(o => o.Contract.Version.Major == shape.Table.Major))];

    private async Task<IReadOnlyList<RowCounts>> StoreAsync(
        TableShape shape,
        IReadOnlyList<TableShape> buried,
        IReadOnlyList<NumberedCommit> commits,
        CancellationToken cancellationToken)
    {
        if (shape.Contract.Write.Mode == WriteMode.Append)
        {
            await tables.AppendAsync(shape, commits, cancellationToken).ConfigureAwait(false);
            return [.. commits.Select(c => new RowCounts(c.Commit.AcceptedRows, 0, 0))];
        }

        var counts = new List<RowCounts>();
        foreach (var commit in commits)
        {
            counts.Add(StoredColumns.IsKeyed(shape.Contract)
                ? await tables.MergeAsync(shape, commit, cancellationToken).ConfigureAwait(false)
                : await ReplaceAsync(shape, commit, cancellationToken).ConfigureAwait(false));
            if (shape.Contract.Write.Mode == WriteMode.Snapshot)
            {
                foreach (var other in buried)
                {
                    await tables.BuryAsync(other, commit, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return counts;
    }

    /// <summary>A snapshot without a key: nothing says which row is which, so all of them are new.</summary>
    private async Task<RowCounts> ReplaceAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken)
    {
        var gone = await tables.ClearAsync(shape, commit, cancellationToken).ConfigureAwait(false);
        await tables.AppendAsync(shape, [commit], cancellationToken).ConfigureAwait(false);
        return new RowCounts(commit.Commit.AcceptedRows, 0, gone);
    }

    private Task<long> WriteLedgerAsync(IReadOnlyList<LoadedCommit> loaded, DataContract contract, CancellationToken cancellationToken) =>
        session.WriteAsync(
            "write the ledger",
            sql.InsertLoad,
            loaded.Select(l => new
            {
                Dataset = l.Table.Dataset.Value,
                l.Table.Major,
                l.LakeVersion,
                l.Sequence,
                ContractVersion = contract.Version.ToString(),
                LoadIds = JsonSerializer.Serialize(l.LoadIds.Select(i => i.Value)),
                l.RowsInserted,
                l.RowsUpdated,
                l.RowsDeleted,
                LoadedAt = time.GetUtcNow(),
            }).ToList(),
            cancellationToken);
}

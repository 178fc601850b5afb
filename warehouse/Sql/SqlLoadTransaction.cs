using System.Globalization;
using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>Rows, views and ledger rows in one transaction of the engine.</summary>
/// <param name="session">The session in the load's transaction. No other transaction loads the dataset.</param>
/// <param name="end">Rolls back uncommitted work, and lets the next load begin.</param>
internal sealed class SqlLoadTransaction(
    ISqlSession session,
    ITableStore tables,
    LedgerSql sql,
    TimeProvider time,
    ILogger logger,
    Func<ValueTask> end) : ILoadTransaction
{
    private const string Reading = "read the ledger";

    private readonly DatasetShapes shapes = new(session, tables, sql, time);
    private readonly List<LoadedCommit> loads = [];
    private LoadedTable? found;
    private bool disposed;

    public async ValueTask<LoadedTable> FindTableAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<LoadRow>(
            Reading, sql.LastVersion, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken);
        return found = rows.Count == 0
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
        // No other load of the dataset runs, so the result of the earlier query is still valid.
        var before = found?.Table == table ? found : await FindTableAsync(table, cancellationToken);
        found = null;
        Check(table, before, commits, contract);
        var followed = await shapes.FollowAsync(majors, before, cancellationToken);
        var shape = followed.Single(s => s.Table == table);
        var placed = await PlaceAsync(majors, commits, cancellationToken);
        var counts = await new CommitStore(tables, majors, followed).StoreAsync(shape, placed, cancellationToken);
        IReadOnlyList<LoadedCommit> loaded =
        [
            .. placed.Zip(counts, (c, n) => new LoadedCommit(
                table, c.Commit.Version, c.Place, n.Inserted, n.Updated, n.Deleted, c.LoadIds)),
        ];
        await WriteLedgerAsync(loaded, contract, cancellationToken);
        loads.AddRange(loaded);
        return loaded;
    }

    public async ValueTask ShapeAsync(DatasetMajors majors, CancellationToken cancellationToken) =>
        await shapes.FollowAsync(majors, null, cancellationToken);

    public ValueTask<RebuiltDataset> RebuildAsync(
        DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken) =>
        new DatasetRebuild(session, tables, shapes, sql).RunAsync(majors, commits, cancellationToken);

    public bool CanBuildBeside => tables is ITableSwap;

    public ValueTask DropBesideAsync(CancellationToken cancellationToken) => Swap().DropAsync(cancellationToken);

    public ValueTask<RebuiltDataset> TakeBesideAsync(DatasetMajors majors, CancellationToken cancellationToken) =>
        Swap().TakeAsync(majors, cancellationToken);

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await tables.FinishAsync(cancellationToken);
        await session.CommitAsync("commit the load", cancellationToken);
        foreach (var load in loads)
        {
            logger.Loaded(load.Table, load.LakeVersion, load.RowsInserted, load.RowsUpdated, load.RowsDeleted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await end();
    }

    private BesideSwap Swap() => new(session, tables, (ITableSwap)tables, shapes, sql);

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
                $"Contract {contract} says write mode merge, but has no primary key. Nothing was stored; "
                + "mark the key's columns with primaryKey: true.");
        }
    }

    /// <summary>
    /// A commit of an earlier version does not name the commits of other majors before it. Loads follow the order of the logs, so
    /// those are the commits that are loaded already.
    /// </summary>
    private async Task<IReadOnlyList<PlacedCommit>> PlaceAsync(
        DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken)
    {
        if (commits.All(c => c.After.Count > 0) || majors.Newest.Count < 2)
        {
            return [.. commits.Select(c => new PlacedCommit(c, CommitPlace.Of(c)))];
        }

        var others = 0L;
        foreach (var major in majors.Newest.Select(c => c.Version.Major).Where(m => m != commits[0].Table.Major))
        {
            others += 1 + await session.ScalarAsync<long>(
                Reading, sql.LastLakeVersion, new { Dataset = majors.Dataset.Value, Major = major }, cancellationToken);
        }

        return [.. commits.Select(c => new PlacedCommit(c, c.After.Count > 0 ? CommitPlace.Of(c) : new CommitPlace(c.Version + others, c.Table.Major)))];
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
                Place = l.Place.Number,
                ContractVersion = contract.Version.ToString(),
                LoadIds = JsonSerializer.Serialize(l.LoadIds.Select(i => i.Value)),
                l.RowsInserted,
                l.RowsUpdated,
                l.RowsDeleted,
                LoadedAt = time.GetUtcNow(),
            }).ToList(),
            cancellationToken);
}

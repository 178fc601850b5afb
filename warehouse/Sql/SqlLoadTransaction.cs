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
        DataContract contract,
        CancellationToken cancellationToken)
    {
        if (commits.Count == 0)
        {
            return [];
        }

        var table = commits[0].Table;
        var before = await FindTableAsync(table, cancellationToken).ConfigureAwait(false);
        Check(table, before, commits, contract);
        var shape = await ShapeAsync(table, before, contract, cancellationToken).ConfigureAwait(false);
        var newest = await session.ScalarAsync<long>("hand out a sequence", LedgerSql.NewestSequence, null, cancellationToken)
            .ConfigureAwait(false);
        IReadOnlyList<NumberedCommit> numbered = [.. commits.Select((c, i) => new NumberedCommit(c, newest + 1 + i))];
        var counts = await StoreAsync(shape, numbered, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LoadedCommit> loaded =
        [
            .. numbered.Zip(counts, (c, n) => new LoadedCommit(
                table, c.Commit.Version, c.Sequence, n.Inserted, n.Updated, n.Deleted, c.LoadIds)),
        ];
        await WriteLedgerAsync(loaded, contract, cancellationToken).ConfigureAwait(false);
        loads.AddRange(loaded);
        return loaded;
    }

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
    private async Task<TableShape> ShapeAsync(
        LakeTableId table,
        LoadedTable before,
        DataContract contract,
        CancellationToken cancellationToken)
    {
        var isKnown = before.Contract is not null;
        if (before.Contract == contract.Version)
        {
            return new TableShape(table, contract, isKnown, IsNewest: false);
        }

        var others = await session.QueryAsync<TableRow>(Reading, LedgerSql.LoadedTables, null, cancellationToken).ConfigureAwait(false);
        if (TableNames.Clash(table, others.Select(o => o.Table)) is { } clash)
        {
            throw new WarehouseException(
                $"The tables of {table} would have the names of {clash}, such as '{TableNames.View(table)}'. Nothing was stored; "
                + "rename one of the two datasets.");
        }

        var isNewest = others.All(o => o.Table.Dataset != table.Dataset || o.Major <= table.Major);
        var shape = new TableShape(table, contract, isKnown, isNewest);
        await tables.ShapeAsync(shape, cancellationToken).ConfigureAwait(false);
        return shape;
    }

    private async Task<IReadOnlyList<RowCounts>> StoreAsync(
        TableShape shape,
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

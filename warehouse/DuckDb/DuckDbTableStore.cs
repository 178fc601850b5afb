using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Creates tables and views and stores rows, all in the load's transaction.</summary>
internal sealed class DuckDbTableStore(DuckDbSession session) : ITableStore, ITableSwap
{
    private static readonly DuckDbDialect Sql = new();

    public async Task ShapeAsync(IReadOnlyList<TableShape> majors, CancellationToken cancellationToken)
    {
        foreach (var shape in majors)
        {
            await DuckDbTable.EnsureAsync(session, shape.Table, shape.Contract, cancellationToken);
        }

        foreach (var shape in majors)
        {
            await DuckDbTable.RefreshViewsAsync(session, shape, cancellationToken);
        }
    }

    public Task AppendAsync(TableShape shape, IReadOnlyList<PlacedCommit> commits, CancellationToken cancellationToken) =>
        DuckDbAppend.RunAsync(session, shape.Table, shape.Contract, commits, cancellationToken);

    public Task<RowCounts> MergeAsync(TableShape shape, DatasetMajors majors, PlacedCommit commit, CancellationToken cancellationToken) =>
        new DuckDbKeyedLoad(session, shape.Table, shape.Contract, majors, commit).RunAsync(cancellationToken);

    public Task<long> ClearAsync(TableShape shape, string doing, CancellationToken cancellationToken) =>
        session.ExecuteAsync(doing, $"delete from {SqlName.Quote(TableNames.Data(shape.Table))}", cancellationToken);

    public Task<IReadOnlyList<StoredRows>> CountAsync(TableShape shape, CancellationToken cancellationToken) =>
        RowCounting.CountAsync(session, Sql, shape.Table, shape.Contract, follows: true, cancellationToken);

    public Task BuryAsync(TableShape shape, PlacedCommit commit, CancellationToken cancellationToken) =>
        StoredColumns.IsKeyed(shape.Contract)
            ? session.ExecuteAsync(PlacedCommit.Doing([commit]), Tombstones(shape, commit), cancellationToken)
            : ClearAsync(shape, PlacedCommit.Doing([commit]), cancellationToken);

    public async Task DropAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        string[] views = [TableNames.View(table), TableNames.Restricted(table), TableNames.Newest(table.Dataset)];
        var drops = views.Select(v => $"drop view if exists {SqlName.Quote(v)}").Append($"drop table if exists {SqlName.Quote(TableNames.Data(table))}");
        await session.ExecuteAsync($"drop the tables of {table}", string.Join("; ", drops), cancellationToken);
    }

    public async Task ReplaceAsync(LakeTableId table, LakeTableId by, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"replace the table of {table}",
            $"drop table {SqlName.Quote(TableNames.Data(table))}; alter table {SqlName.Quote(TableNames.Data(by))} rename to {SqlName.Quote(TableNames.Data(table))}",
            cancellationToken);

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Tombstones(TableShape shape, PlacedCommit commit)
    {
        var last = commit.Commit.Drops.MaxBy(d => d.LoadId);
        return $"""
            update {SqlName.Quote(TableNames.Data(shape.Table))}
            set
              {SqlName.Quote(StoredColumns.Deleted)} = true,
              {SqlName.Quote(StoredColumns.Stale)} = false,
              {SqlName.Quote(StoredColumns.LakeVersion)} = {SqlDialect.Literal(commit.Commit.Version)},
              {SqlName.Quote(StoredColumns.Place)} = {SqlDialect.Literal(commit.Place.Number)},
              {SqlName.Quote(StoredColumns.LoadId)} = {(last is null ? "null" : Sql.Literal(last.LoadId.Value))},
              {SqlName.Quote(StoredColumns.SourceRow)} = null,
              {SqlName.Quote(StoredColumns.ContractVersion)} = {(last is null ? "null" : Sql.Literal(last.Contract.ToString()))}
            where {Sql.IsLive}
            """;
    }
}

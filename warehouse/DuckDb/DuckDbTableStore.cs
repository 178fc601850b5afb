using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Creates tables and views and stores rows, all in the load's transaction.</summary>
internal sealed class DuckDbTableStore(DuckDbSession session) : ITableStore
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

    public Task AppendAsync(TableShape shape, IReadOnlyList<NumberedCommit> commits, CancellationToken cancellationToken) =>
        DuckDbAppend.RunAsync(session, shape.Table, shape.Contract, commits, cancellationToken);

    public Task<RowCounts> MergeAsync(TableShape shape, DatasetMajors majors, NumberedCommit commit, CancellationToken cancellationToken) =>
        new DuckDbKeyedLoad(session, shape.Table, shape.Contract, majors, commit).RunAsync(cancellationToken);

    public Task<long> ClearAsync(TableShape shape, string doing, CancellationToken cancellationToken) =>
        session.ExecuteAsync(doing, $"delete from {SqlName.Quote(TableNames.Data(shape.Table))}", cancellationToken);

    public Task<IReadOnlyList<StoredRows>> CountAsync(TableShape shape, CancellationToken cancellationToken) =>
        RowCounting.CountAsync(session, Sql, shape.Table, shape.Contract, StoredColumns.HasStale(shape.Contract), cancellationToken);

    public Task BuryAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken) =>
        StoredColumns.IsKeyed(shape.Contract)
            ? session.ExecuteAsync(NumberedCommit.Doing([commit]), Tombstones(shape, commit), cancellationToken)
            : ClearAsync(shape, NumberedCommit.Doing([commit]), cancellationToken);

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Tombstones(TableShape shape, NumberedCommit commit)
    {
        var last = commit.Commit.Drops.MaxBy(d => d.LoadId);
        return $"""
            update {SqlName.Quote(TableNames.Data(shape.Table))}
            set
              {SqlName.Quote(StoredColumns.Deleted)} = true,
              {SqlName.Quote(StoredColumns.Stale)} = false,
              {SqlName.Quote(StoredColumns.Sequence)} = {SqlDialect.Literal(commit.Sequence)},
              {SqlName.Quote(StoredColumns.LoadId)} = {(last is null ? "null" : Sql.Literal(last.LoadId.Value))},
              {SqlName.Quote(StoredColumns.SourceRow)} = null,
              {SqlName.Quote(StoredColumns.ContractVersion)} = {(last is null ? "null" : Sql.Literal(last.Contract.ToString()))}
            where {Sql.IsLive}
            """;
    }
}

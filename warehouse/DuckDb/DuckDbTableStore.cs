namespace DataShare.Warehouse;

/// <summary>Tables and views are made, and rows stored, all in the load's one transaction.</summary>
internal sealed class DuckDbTableStore(DuckDbSession session) : ITableStore
{
    private static readonly DuckDbDialect Sql = new();

    public async Task ShapeAsync(TableShape shape, CancellationToken cancellationToken)
    {
        await DuckDbTable.EnsureAsync(session, shape.Table, shape.Contract, cancellationToken).ConfigureAwait(false);
        await DuckDbTable.RefreshViewsAsync(session, shape.Table, shape.Contract, shape.IsNewest, cancellationToken).ConfigureAwait(false);
    }

    public Task AppendAsync(TableShape shape, IReadOnlyList<NumberedCommit> commits, CancellationToken cancellationToken) =>
        DuckDbAppend.RunAsync(session, shape.Table, shape.Contract, commits, cancellationToken);

    public Task<RowCounts> MergeAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken) =>
        new DuckDbKeyedLoad(session, shape.Table, shape.Contract, commit).RunAsync(cancellationToken);

    public Task<long> ClearAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            NumberedCommit.Doing([commit]), $"delete from {SqlDialect.Quote(TableNames.Data(shape.Table))}", cancellationToken);

    public Task FinishAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

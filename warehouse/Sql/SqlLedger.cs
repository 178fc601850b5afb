using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

internal sealed class SqlLedger(ISqlSessions sessions, LedgerSql sql) : ILedger
{
    private const string Doing = "read the ledger";

    public async ValueTask<LedgerIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        var row = (await QueryAsync<IdentityRow>(LedgerSql.Identity, null, cancellationToken)).Single();
        return new LedgerIdentity(row.Id, Moment.Utc(row.CreatedAt));
    }

    public async ValueTask<LakePositions> NewestAsync(CancellationToken cancellationToken) =>
        PositionRow.Positions(await QueryAsync<PositionRow>(LedgerSql.Newest, null, cancellationToken));

    public ValueTask<long> LastLakeVersionAsync(LakeTableId table, CancellationToken cancellationToken) =>
        sessions.RunAsync(
            s => s.ScalarAsync<long>(
                Doing, sql.LastLakeVersion, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken),
            cancellationToken);

    public async ValueTask<LoadRecord?> LastLoadAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<LoadRow>(sql.LastLoad, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken);
        return rows.Count == 0 ? null : rows[0].ToRecord();
    }

    public async ValueTask<IReadOnlyList<TableStatus>> TablesAsync(CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<TableRow>(LedgerSql.Tables, null, cancellationToken);
        return
        [
            .. rows.Select(r => new TableStatus(
                r.Table,
                r.LakeVersion,
                r.Commits,
                r.Rows,
                ContractVersion.Parse(r.ContractVersion),
                Moment.Utc(r.LoadedAt),
                LoadRow.Ids(r.LoadIds))),
        ];
    }

    public async ValueTask<LoadsAfter> AfterAsync(LakeTableId table, long version, CancellationToken cancellationToken)
    {
        var at = new { Dataset = table.Dataset.Value, table.Major, LakeVersion = version };
        var row = (await QueryAsync<LoadsAfterRow>(sql.LoadsAfter, at, cancellationToken))[0];
        return new LoadsAfter(row.Commits, row.Rows, row.Since is { } since ? Moment.Utc(since) : null);
    }

    public async ValueTask<ShapedDataset?> ShapeAsync(DatasetName dataset, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<ShapeRow>(sql.ShapeOf, new { Dataset = dataset.Value }, cancellationToken);
        return rows.Count == 0 ? null : new ShapedDataset(rows[0].Versions, rows[0].Rebuild);
    }

    public async ValueTask<IReadOnlyDictionary<DatasetName, ShapedDataset>> ShapesAsync(CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<ShapeRow>(LedgerSql.Shapes, null, cancellationToken);
        return rows.ToDictionary(r => DatasetName.Parse(r.Dataset), r => new ShapedDataset(r.Versions, r.Rebuild));
    }

    public async ValueTask<IReadOnlyList<LoadRecord>> LoadsAsync(DatasetName? dataset, int limit, CancellationToken cancellationToken)
    {
        var rows = dataset is null
            ? await QueryAsync<LoadRow>(sql.NewestLoads, new { Limit = limit }, cancellationToken)
            : await QueryAsync<LoadRow>(
                sql.NewestLoadsOf, new { Dataset = dataset.Value, Limit = limit }, cancellationToken);
        return [.. rows.Select(r => r.ToRecord())];
    }

    public ValueTask<IReadOnlyList<ConsumerStatus>> ConsumersAsync(CancellationToken cancellationToken) =>
        sessions.RunAsync(s => ConsumersAsync(s, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<ConsumerRun>> RunsAsync(string consumer, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<RunRow>(sql.NewestRuns, new { Consumer = consumer, Limit = limit }, cancellationToken);
        return [.. rows.Select(r => r.ToRun())];
    }

    private static async Task<IReadOnlyList<ConsumerStatus>> ConsumersAsync(ISqlSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: true, cancellationToken);
        var rows = await session.QueryAsync<PositionRow>(Doing, LedgerSql.Positions, null, cancellationToken);
        var runs = await session.QueryAsync<RunRow>(Doing, LedgerSql.LastRuns, null, cancellationToken);
        var pauses = (await session.QueryAsync<PauseRow>(Doing, LedgerSql.Pauses, null, cancellationToken)).ToDictionary(p => p.Consumer, StringComparer.Ordinal);
        var lastRuns = runs.ToDictionary(r => r.Consumer, r => r.ToRun(), StringComparer.Ordinal);
        var positions = rows.GroupBy(r => r.Consumer, StringComparer.Ordinal).ToDictionary(g => g.Key, PositionRow.Positions, StringComparer.Ordinal);
        return
        [
            .. lastRuns.Keys.Union(positions.Keys, StringComparer.Ordinal).Union(pauses.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(c => new ConsumerStatus(c, positions.GetValueOrDefault(c, LakePositions.None), lastRuns.GetValueOrDefault(c)) { Pause = pauses.GetValueOrDefault(c)?.ToPause() }),
        ];
    }

    private ValueTask<IReadOnlyList<T>> QueryAsync<T>(string text, object? parameters, CancellationToken cancellationToken) =>
        sessions.RunAsync(s => s.QueryAsync<T>(Doing, text, parameters, cancellationToken), cancellationToken);
}

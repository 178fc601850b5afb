using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Opens the migrated file.</summary>
internal delegate ValueTask<DuckDbSession> OpenSession(CancellationToken cancellationToken);

internal sealed class DuckDbLedger(OpenSession open) : ILedger
{
    private const string Doing = "read the ledger";

    public async ValueTask<long> NewestSequenceAsync(CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await session.ScalarAsync<long>(
                Doing, "select coalesce(max(seq), 0) from datashare.load", null, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<long> LastLakeVersionAsync(LakeTableId table, CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await session.ScalarAsync<long>(
                Doing,
                "select coalesce(max(lake_version), -1) from datashare.load where dataset = $Dataset and major = $Major",
                new { Dataset = table.Dataset.Value, table.Major },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<TableStatus>> TablesAsync(CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<TableRow>(
            """
            select
              dataset as Dataset,
              major as Major,
              max(lake_version) as LakeVersion,
              max(seq) as Sequence,
              count(*) as Commits,
              arg_max(contract_version, seq) as ContractVersion,
              arg_max(loaded_at, seq) as LoadedAt
            from datashare.load
            group by dataset, major
            order by dataset, major
            """,
            null,
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. rows.Select(r => new TableStatus(
                r.Table, r.LakeVersion, r.Sequence, r.Commits, ContractVersion.Parse(r.ContractVersion), Moment.Utc(r.LoadedAt))),
        ];
    }

    public async ValueTask<IReadOnlyList<LoadRecord>> LoadsAsync(DatasetName? dataset, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<LoadRow>(
            $"""
            select {LoadRow.Columns}
            from datashare.load
            where $Dataset is null or dataset = $Dataset
            order by seq desc
            limit $Limit
            """,
            new { Dataset = dataset?.Value, Limit = limit },
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(r => r.ToRecord())];
    }

    public async ValueTask<LoadRecord?> FindLoadAsync(LoadId loadId, CancellationToken cancellationToken)
    {
        // All load ids are of one length, so that none is found inside another.
        var rows = await QueryAsync<LoadRow>(
            $"select {LoadRow.Columns} from datashare.load where contains(load_ids, $Id) order by seq desc limit 1",
            new { Id = loadId.Value },
            cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : rows[0].ToRecord();
    }

    public async ValueTask<IReadOnlyList<ConsumerStatus>> ConsumersAsync(CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await session.BeginAsync(readOnly: true, cancellationToken).ConfigureAwait(false);
            var checkpoints = await session.QueryAsync<CheckpointRow>(
                Doing, "select consumer as Consumer, seq as Sequence from datashare.consumer_checkpoint", null, cancellationToken)
                .ConfigureAwait(false);
            var runs = await session.QueryAsync<RunRow>(
                Doing,
                $"""
                select {RunRow.Columns}
                from datashare.consumer_run
                qualify row_number() over (partition by consumer order by number desc) = 1
                """,
                null,
                cancellationToken).ConfigureAwait(false);
            var lastRuns = runs.ToDictionary(r => r.Consumer, r => r.ToRun(), StringComparer.Ordinal);
            var positions = checkpoints.ToDictionary(c => c.Consumer, c => c.Sequence, StringComparer.Ordinal);
            return
            [
                .. lastRuns.Keys.Union(positions.Keys, StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(c => new ConsumerStatus(c, positions.GetValueOrDefault(c), lastRuns.GetValueOrDefault(c))),
            ];
        }
    }

    public async ValueTask<IReadOnlyList<ConsumerRun>> RunsAsync(string consumer, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<RunRow>(
            $"select {RunRow.Columns} from datashare.consumer_run where consumer = $Consumer order by number desc limit $Limit",
            new { Consumer = consumer, Limit = limit },
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(r => r.ToRun())];
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters, CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            return await session.QueryAsync<T>(Doing, sql, parameters, cancellationToken).ConfigureAwait(false);
        }
    }
}

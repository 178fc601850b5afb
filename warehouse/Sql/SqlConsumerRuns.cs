using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Each member is one short transaction. If two processes continue the same run, this does no harm: its ranges are fixed,
/// and the positions move over them once.
/// </summary>
internal sealed class SqlConsumerRuns(ISqlSessions sessions, LedgerSql sql, TimeProvider time) : IConsumerRuns
{
    private const string Starting = "start a consumer's run";
    private const string Pausing = "pause or resume a consumer";

    private readonly Positions positions = new(sql);

    public ValueTask<RunStart> StartAsync(
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken) =>
        sessions.RunAsync(s => StartAsync(s, consumer, reads, cancellationToken), cancellationToken);

    public async ValueTask FinishAsync(ConsumerRun run, long rows, CancellationToken cancellationToken) =>
        await sessions.RunAsync(s => FinishAsync(s, run, rows, cancellationToken), cancellationToken);

    public async ValueTask FailAsync(ConsumerRun run, string error, bool pause, CancellationToken cancellationToken)
    {
        var failed = new { Status = pause ? "paused" : "failed", Error = error, run.Consumer, run.Number };
        await sessions.RunAsync(s => s.WriteAsync("note a consumer's failure", sql.FailRun, failed, cancellationToken), cancellationToken);
    }

    public async ValueTask MoveAsync(string consumer, LakePositions positions, CancellationToken cancellationToken) =>
        await sessions.RunAsync(
            async s =>
            {
                await s.BeginAsync(readOnly: false, cancellationToken);
                await this.positions.SetAsync(s, consumer, positions, time.GetUtcNow(), cancellationToken);
                await s.CommitAsync("move a consumer's positions", cancellationToken);
                return true;
            },
            cancellationToken);

    public async ValueTask<bool> ResumeAsync(string consumer, CancellationToken cancellationToken)
    {
        var resumed = await sessions.RunAsync(
            s => s.WriteAsync("resume a consumer", sql.ResumeRun, new { Consumer = consumer }, cancellationToken),
            cancellationToken);
        return resumed > 0;
    }

    public ValueTask<bool> PauseAsync(string consumer, string? reason, CancellationToken cancellationToken) => sessions.RunAsync(
        async s =>
        {
            await s.BeginAsync(readOnly: false, cancellationToken);
            if (await s.QueryAsync<PauseRow>(Pausing, sql.PauseOf, new { Consumer = consumer }, cancellationToken) is not [])
            {
                return false;
            }

            await s.WriteAsync(Pausing, sql.InsertPause, new { Consumer = consumer, Now = time.GetUtcNow(), Reason = reason }, cancellationToken);
            await s.CommitAsync(Pausing, cancellationToken);
            return true;
        },
        cancellationToken);

    public ValueTask<bool> EndPauseAsync(string consumer, CancellationToken cancellationToken) => sessions.RunAsync(
        async s =>
        {
            await s.BeginAsync(readOnly: false, cancellationToken);
            var ended = await s.WriteAsync(Pausing, sql.DeletePause, new { Consumer = consumer }, cancellationToken);
            ended += await s.WriteAsync(Pausing, sql.ResumeRun, new { Consumer = consumer }, cancellationToken);
            await s.CommitAsync(Pausing, cancellationToken);
            return ended > 0;
        },
        cancellationToken);

    private async Task<RunStart> StartAsync(
        ISqlSession session,
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        if (await session.QueryAsync<PauseRow>(Starting, sql.PauseOf, new { Consumer = consumer }, cancellationToken) is [var pause])
        {
            return new RunStart.PausedByHand(pause.ToPause());
        }

        var last = await positions.LastRunAsync(session, consumer, cancellationToken);
        if (last is { Status: RunStatus.Paused })
        {
            return new RunStart.Paused(last);
        }

        await ConfirmKnownAsync(session, consumer, reads, cancellationToken);
        await positions.AdoptAsync(session, consumer, reads, cancellationToken);
        ConsumerRun run;
        var begun = LakePositions.None;
        if (last is { Status: RunStatus.Started or RunStatus.Failed })
        {
            run = await CutAsync(session, last with { Attempt = last.Attempt + 1, Status = RunStatus.Started }, cancellationToken);
            await session.WriteAsync(
                Starting, sql.TakeUpRun, new { run.Attempt, run.Consumer, run.Number }, cancellationToken);
        }
        else
        {
            var newest = await NewestAsync(session, reads, cancellationToken);
            (var at, begun) = await BeginAsync(session, consumer, reads, newest, cancellationToken);
            IReadOnlyList<TableRange> ranges = [.. at.Tables.Select(t => new TableRange(t, at.Of(t)!.Value, Math.Max(at.Of(t)!.Value, newest.Of(t)!.Value)))];
            if (!ranges.Any(r => r.IsMoving))
            {
                await session.CommitAsync(Starting, cancellationToken);
                return new RunStart.Nothing(at) { Begun = begun };
            }

            run = new ConsumerRun(consumer, (last?.Number ?? 0) + 1, ranges, 1, RunStatus.Started, time.GetUtcNow(), null, 0, null);
            await session.WriteAsync(
                Starting,
                sql.InsertRun,
                new { run.Consumer, run.Number, Ranges = RunRow.Text(ranges), run.Attempt, run.StartedAt },
                cancellationToken);
        }

        await session.CommitAsync(Starting, cancellationToken);
        return new RunStart.Started(run) { Begun = begun };
    }

    private async Task<bool> FinishAsync(ISqlSession session, ConsumerRun run, long rows, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        var at = await positions.ReadAsync(session, run.Consumer, cancellationToken);
        var last = await positions.LastRunAsync(session, run.Consumer, cancellationToken);
        if (last is { Status: RunStatus.Finished } && last.Number == run.Number && Positions.IsAtEnd(run, at))
        {
            return false;
        }

        if (last?.Number != run.Number || !Positions.IsAtStart(run, at))
        {
            throw new WarehouseBusyException(
                $"Consumer '{run.Consumer}' received {TableRange.Text(run.Ranges)}, but its position is now {at}: "
                + "another process has moved it. It was not changed.");
        }

        await positions.MoveAsync(session, run, rows, time.GetUtcNow(), cancellationToken);
        await session.CommitAsync("finish a consumer's run", cancellationToken);
        return true;
    }

    /// <summary>The last loaded version of each table that the consumer reads; -1 if there is none.</summary>
    private async Task<LakePositions> NewestAsync(ISqlSession session, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken)
    {
        var newest = new List<KeyValuePair<LakeTableId, long>>();
        foreach (var table in reads.SelectMany(r => r.Tables).Distinct())
        {
            var version = await session.ScalarAsync<long>(
                "find the newest version", sql.LastLakeVersion, new { Dataset = table.Dataset.Value, table.Major }, cancellationToken);
            newest.Add(KeyValuePair.Create(table, version));
        }

        return new LakePositions(newest);
    }

    /// <summary>The position of each table that the consumer reads. A table that it reads for the first time begins here.</summary>
    private async Task<(LakePositions At, LakePositions Begun)> BeginAsync(
        ISqlSession session, string consumer, IReadOnlyList<BatchRead> reads, LakePositions newest, CancellationToken cancellationToken)
    {
        var known = await positions.ReadAsync(session, consumer, cancellationToken);
        var (at, begun) = (known, LakePositions.None);
        var tables = reads.SelectMany(r => r.Tables).Distinct().ToList();
        foreach (var table in tables.Where(t => known.Of(t) is null))
        {
            // A major that comes later to a dataset already read begins at its start.
            var isFirst = !known.Tables.Any(t => t.Dataset == table.Dataset);
            var isNewest = isFirst && reads.Any(r => r.FromNewest && r.Tables.Contains(table));
            var begins = KeyValuePair.Create(table, isNewest ? newest.Of(table)!.Value : -1);
            at = at.With([begins]);
            if (isNewest)
            {
                await positions.BeginAsync(session, consumer, table, begins.Value, time.GetUtcNow(), cancellationToken);
            }

            if (isNewest || (isFirst && known.Tables.Any() && newest.Of(table) >= 0))
            {
                begun = begun.With([begins]);
            }
        }

        return (new LakePositions(tables.Select(t => KeyValuePair.Create(t, at.Of(t)!.Value))), begun);
    }

    /// <summary>A run of an earlier version has the ranges of all tables, because the migration did not know what the consumer reads.</summary>
    private async Task<ConsumerRun> CutAsync(ISqlSession session, ConsumerRun run, CancellationToken cancellationToken)
    {
        if (run.Former is null)
        {
            return run;
        }

        var at = await positions.ReadAsync(session, run.Consumer, cancellationToken);
        var cut = run with { Ranges = [.. run.Ranges.Where(r => at.Of(r.Table) == r.From)] };
        await session.WriteAsync(Starting, sql.CutRun, new { run.Consumer, run.Number, Ranges = RunRow.Text(cut.Ranges) }, cancellationToken);
        return cut;
    }

    /// <summary>Checks that the program knows all majors. Otherwise it would not deliver the rows of an unknown major.</summary>
    private async Task ConfirmKnownAsync(ISqlSession session, string consumer, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken)
    {
        foreach (var majors in reads.Select(r => r.Majors).OfType<DatasetMajors>().DistinctBy(m => m.Dataset))
        {
            var shaped = await session.QueryAsync<ShapeRow>(
                Starting, sql.ShapeOf, new { Dataset = majors.Dataset.Value }, cancellationToken);
            DatasetShape.Confirm(shaped.Count == 0 ? null : shaped[0].Versions, majors, $"Nothing was delivered to '{consumer}'.");
        }
    }
}

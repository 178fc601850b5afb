using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Each member is one short transaction. If two processes continue the same run, this does no harm: its range is fixed,
/// and the checkpoint moves over it once.
/// </summary>
internal sealed class SqlConsumerRuns(ISqlSessions sessions, LedgerSql sql, TimeProvider time) : IConsumerRuns
{
    private const string Starting = "start a consumer's run";

    private readonly Checkpoints checkpoints = new(sql);
    private readonly RowsBehind behind = new(sql);

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

    public async ValueTask<bool> ResumeAsync(string consumer, CancellationToken cancellationToken)
    {
        var resumed = await sessions.RunAsync(
            s => s.WriteAsync("resume a consumer", sql.ResumeRun, new { Consumer = consumer }, cancellationToken),
            cancellationToken);
        return resumed > 0;
    }

    private async Task<RunStart> StartAsync(
        ISqlSession session,
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        var last = await checkpoints.LastRunAsync(session, consumer, cancellationToken);
        if (last is { Status: RunStatus.Paused })
        {
            return new RunStart.Paused(last);
        }

        await ConfirmKnownAsync(session, consumer, reads, cancellationToken);
        ConsumerRun run;
        var isNew = last is not { Status: RunStatus.Started or RunStatus.Failed };
        if (last is not null && !isNew)
        {
            run = last with { Attempt = last.Attempt + 1, Status = RunStatus.Started };
            await session.WriteAsync(
                Starting, sql.TakeUpRun, new { run.Attempt, run.Consumer, run.Number }, cancellationToken);
        }
        else
        {
            var from = await checkpoints.ReadAsync(session, consumer, cancellationToken);
            var to = await NewestAsync(session, reads, cancellationToken);
            if (to <= from)
            {
                return new RunStart.Nothing(from);
            }

            run = new ConsumerRun(
                consumer, (last?.Number ?? 0) + 1, from, to, 1, RunStatus.Started, time.GetUtcNow(), null, 0, null);
            await session.WriteAsync(
                Starting,
                sql.InsertRun,
                new { run.Consumer, run.Number, run.From, run.To, run.Attempt, run.StartedAt },
                cancellationToken);
        }

        await behind.NoteAsync(session, run, reads, isNew, cancellationToken);
        await session.CommitAsync(Starting, cancellationToken);
        return new RunStart.Started(run);
    }

    private async Task<bool> FinishAsync(ISqlSession session, ConsumerRun run, long rows, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        var checkpoint = await checkpoints.ReadAsync(session, run.Consumer, cancellationToken);
        var last = await checkpoints.LastRunAsync(session, run.Consumer, cancellationToken);
        if (last is { Status: RunStatus.Finished } && last.Number == run.Number && checkpoint == run.To)
        {
            return false;
        }

        if (last?.Number != run.Number || checkpoint != run.From)
        {
            throw new WarehouseBusyException(
                $"Consumer '{run.Consumer}' delivered sequences {run.From + 1} to {run.To}, but its checkpoint is now at {checkpoint}: "
                + "another process has moved it. It was not changed.");
        }

        await checkpoints.MoveAsync(session, run, rows, time.GetUtcNow(), cancellationToken);
        await session.CommitAsync("finish a consumer's run", cancellationToken);
        return true;
    }

    private async Task<long> NewestAsync(ISqlSession session, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken)
    {
        var newest = 0L;
        foreach (var table in reads.SelectMany(BatchSql.Tables).Distinct())
        {
            var sequence = await session.ScalarAsync<long>(
                "find the newest sequence",
                sql.NewestSequenceOf,
                new { Dataset = table.Dataset.Value, table.Major },
                cancellationToken);
            newest = Math.Max(newest, sequence);
        }

        return newest;
    }

    /// <summary>Checks that the program knows all majors. Otherwise the checkpoint would move past rows of an unknown major.</summary>
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

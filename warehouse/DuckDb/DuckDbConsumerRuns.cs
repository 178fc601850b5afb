namespace DataShare.Warehouse;

/// <summary>
/// Each member is one short transaction. Two processes that take up the same run do no harm: its range is fixed,
/// and the checkpoint moves over it once.
/// </summary>
internal sealed class DuckDbConsumerRuns(OpenSession open, TimeProvider time) : IConsumerRuns
{
    public async ValueTask<RunStart> StartAsync(
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await session.BeginAsync(readOnly: false, cancellationToken).ConfigureAwait(false);
            var last = await DuckDbCheckpoint.LastRunAsync(session, consumer, cancellationToken).ConfigureAwait(false);
            if (last is { Status: RunStatus.Paused })
            {
                return new RunStart.Paused(last);
            }

            ConsumerRun run;
            if (last is { Status: RunStatus.Started or RunStatus.Failed })
            {
                run = last with { Attempt = last.Attempt + 1, Status = RunStatus.Started };
                await UpdateAsync(session, run, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var from = await DuckDbCheckpoint.ReadAsync(session, consumer, cancellationToken).ConfigureAwait(false);
                var to = await NewestAsync(session, reads, cancellationToken).ConfigureAwait(false);
                if (to <= from)
                {
                    return new RunStart.Nothing(from);
                }

                run = new ConsumerRun(
                    consumer, (last?.Number ?? 0) + 1, from, to, 1, RunStatus.Started, time.GetUtcNow(), null, 0, null);
                await InsertAsync(session, run, cancellationToken).ConfigureAwait(false);
            }

            await session.CommitAsync("start a consumer's run", cancellationToken).ConfigureAwait(false);
            return new RunStart.Started(run);
        }
    }

    public async ValueTask FinishAsync(ConsumerRun run, long rows, CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await session.BeginAsync(readOnly: false, cancellationToken).ConfigureAwait(false);
            var checkpoint = await DuckDbCheckpoint.ReadAsync(session, run.Consumer, cancellationToken).ConfigureAwait(false);
            var last = await DuckDbCheckpoint.LastRunAsync(session, run.Consumer, cancellationToken).ConfigureAwait(false);
            if (last is { Status: RunStatus.Finished } && last.Number == run.Number && checkpoint == run.To)
            {
                return;
            }

            if (last?.Number != run.Number || checkpoint != run.From)
            {
                throw new WarehouseBusyException(
                    $"Consumer '{run.Consumer}' delivered sequences {run.From + 1} to {run.To}, but its checkpoint is at {checkpoint} now: "
                    + "somebody moved it meanwhile. It was left there.");
            }

            await DuckDbCheckpoint.MoveAsync(session, run, rows, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            await session.CommitAsync("finish a consumer's run", cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask FailAsync(ConsumerRun run, string error, bool pause, CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            // A run that somebody else has finished meanwhile stays finished.
            await session.WriteAsync(
                "note a consumer's failure",
                """
                update datashare.consumer_run
                set status = $Status, error = $Error
                where consumer = $Consumer and number = $Number and status <> 'finished'
                """,
                new { Status = pause ? "paused" : "failed", Error = error, run.Consumer, run.Number },
                cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<bool> ResumeAsync(string consumer, CancellationToken cancellationToken)
    {
        var session = await open(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var resumed = await session.QueryAsync<long>(
                "resume a consumer",
                """
                update datashare.consumer_run
                set status = 'failed', attempt = 0
                where consumer = $Consumer and status = 'paused'
                returning number
                """,
                new { Consumer = consumer },
                cancellationToken).ConfigureAwait(false);
            return resumed.Count > 0;
        }
    }

    private static async Task<long> NewestAsync(
        DuckDbSession session,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        var newest = 0L;
        foreach (var read in reads)
        {
            var sequence = await session.ScalarAsync<long>(
                "find the newest sequence",
                "select coalesce(max(seq), 0) from datashare.load where dataset = $Dataset and major = $Major",
                new { Dataset = read.Dataset.Value, read.Major },
                cancellationToken).ConfigureAwait(false);
            newest = Math.Max(newest, sequence);
        }

        return newest;
    }

    private static Task UpdateAsync(DuckDbSession session, ConsumerRun run, CancellationToken cancellationToken) =>
        session.WriteAsync(
            "start a consumer's run",
            "update datashare.consumer_run set status = 'started', attempt = $Attempt where consumer = $Consumer and number = $Number",
            new { run.Attempt, run.Consumer, run.Number },
            cancellationToken);

    private static Task InsertAsync(DuckDbSession session, ConsumerRun run, CancellationToken cancellationToken) =>
        session.WriteAsync(
            "start a consumer's run",
            """
            insert into datashare.consumer_run (consumer, number, from_seq, to_seq, attempt, status, started_at, row_count)
            values ($Consumer, $Number, $From, $To, $Attempt, 'started', $StartedAt, 0)
            """,
            new { run.Consumer, run.Number, run.From, run.To, run.Attempt, run.StartedAt },
            cancellationToken);
}

using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;

namespace DataShare.Consumers;

/// <summary>Tries to deliver one run, again after a while when that may help, and notes what came of it.</summary>
internal sealed class RunAttempts(
    IWarehouse warehouse,
    ConsumerDefinition consumer,
    IReadOnlyList<BatchRead> reads,
    IDelivery delivery,
    TimeProvider time,
    ILogger log,
    StepBorder? border)
{
    public async ValueTask<PollOutcome> DeliverAsync(ConsumerRun run, CancellationToken cancellationToken)
    {
        border?.Invoke("run started");
        for (var attempt = 1; ; attempt++)
        {
            Exception failure;
            try
            {
                return await OnceAsync(run, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or WarehouseException or WarehouseBusyException)
            {
                failure = e;
            }

            var isLast = attempt >= consumer.Retry.Attempts || !delivery.IsWorthRetry(failure);
            var pause = isLast && consumer.OnFailure is FailureRule.Pause;
            await NoteAsync(run, failure, pause, cancellationToken);
            if (isLast)
            {
                var text = FailureText.Of(consumer, run, attempt, pause, failure.Message);
                Log.Failed(log, consumer.Name, attempt, failure.Message);
                return new PollOutcome.Failed(consumer.Name, run, text, pause);
            }

            var wait = consumer.Retry.WaitAfter(attempt);
            Log.AttemptFailed(log, consumer.Name, attempt, (long)wait.TotalMilliseconds, failure.Message);
            await Task.Delay(wait, time, cancellationToken);
            switch (await warehouse.Runs.StartAsync(consumer.Name, reads, cancellationToken))
            {
                case RunStart.Started next:
                    run = next.Run;
                    break;
                case RunStart.Paused paused:
                    return new PollOutcome.Paused(consumer.Name, paused.Run);
                case RunStart.Nothing nothing:
                    // Another process has delivered it while this one waited.
                    return new PollOutcome.Nothing(consumer.Name, nothing.Checkpoint);
            }
        }
    }

    private async ValueTask<PollOutcome> OnceAsync(ConsumerRun run, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var delivered = await MemoryTries.RunAsync(() => delivery.DeliverAsync(run, reads, cancellationToken));
        Log.Delivered(
            log, consumer.Name, run.From + 1, run.To, delivered.Rows, delivered.Files.Count, (long)time.GetElapsedTime(began).TotalMilliseconds);
        return new PollOutcome.Delivered(consumer.Name, run.From, run.To, delivered.Rows, delivered.Files);
    }

    /// <summary>The failure matters more than its note: without it the run is taken up as after a crash.</summary>
    private async ValueTask NoteAsync(ConsumerRun run, Exception failure, bool pause, CancellationToken cancellationToken)
    {
        try
        {
            await warehouse.Runs.FailAsync(run, failure.Message, pause, cancellationToken);
        }
        catch (WarehouseBusyException e)
        {
            Log.FailureNotNoted(log, consumer.Name, e.Message);
        }
    }
}

using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace DataShare.Consumers;

/// <summary>Delivers one run, tries again after a pause if that may help, and records the result.</summary>
internal sealed class RunAttempts(
    IWarehouse warehouse,
    ConsumerDefinition consumer,
    IReadOnlyList<BatchRead> reads,
    IDelivery delivery,
    TimeProvider time,
    ILogger logger,
    StepBorder? border)
{
    private int attempts;

    public async ValueTask<PollOutcome> DeliverAsync(ConsumerRun run, CancellationToken cancellationToken)
    {
        border?.Invoke("run started");
        var last = await Retries().ExecuteAsync(
            async token => await AttemptAsync(
                attempts++ == 0 ? new RunStart.Started(run) : await warehouse.Runs.StartAsync(consumer.Name, reads, token), token),
            cancellationToken);
        if (last is not Attempt.Failed failed)
        {
            return ((Attempt.Ended)last).Outcome;
        }

        var pause = consumer.OnFailure is FailureRule.Pause;
        await NoteAsync(failed, pause, cancellationToken);
        logger.Failed(consumer.Name, attempts, failed.Fault.Message);
        return new PollOutcome.Failed(
            consumer.Name, failed.Run, FailureText.Of(consumer, failed.Run, attempts, pause, failed.Fault.Message), pause);
    }

    private ResiliencePipeline<Attempt> Retries() => new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Attempt>
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = consumer.Retry.Backoff ?? RetryRules.DefaultBackoff,
            MaxDelay = RetryRules.MaxBackoff,
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = tried => new(
                tried.Outcome.Result is Attempt.Failed failed && attempts < consumer.Retry.Attempts && delivery.IsWorthRetry(failed.Fault)),
            OnRetry = async tried =>
            {
                var failed = (Attempt.Failed)tried.Outcome.Result!;
                await NoteAsync(failed, pause: false, tried.Context.CancellationToken);
                logger.AttemptFailed(consumer.Name, attempts, (long)tried.RetryDelay.TotalMilliseconds, failed.Fault.Message);
            },
        })
        .Build();

    private async ValueTask<Attempt> AttemptAsync(RunStart start, CancellationToken cancellationToken)
    {
        switch (start)
        {
            case RunStart.Started started:
                try
                {
                    return new Attempt.Ended(await OnceAsync(started.Run, cancellationToken));
                }
                catch (StoppedDeliveryException e)
                {
                    await NoteAsync(new Attempt.Failed(started.Run, e), pause: false, cancellationToken);
                    return new Attempt.Ended(new PollOutcome.Stopped(consumer.Name, FailureText.Stopped(consumer, e.Message)));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or WarehouseException or WarehouseBusyException)
                {
                    return new Attempt.Failed(started.Run, e);
                }

            case RunStart.Paused paused:
                return new Attempt.Ended(new PollOutcome.Paused(consumer.Name, paused.Run));
            case RunStart.PausedByHand paused:
                return new Attempt.Ended(new PollOutcome.PausedByHand(consumer.Name, paused.Pause));
            case RunStart.Nothing nothing:
                // Another process has delivered the run while this one waited.
                return new Attempt.Ended(new PollOutcome.Nothing(consumer.Name, nothing.Positions));
            default:
                throw new InvalidOperationException($"Unknown start {start}.");
        }
    }

    private async ValueTask<PollOutcome> OnceAsync(ConsumerRun run, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var delivered = await MemoryTries.RunAsync(() => delivery.DeliverAsync(run, reads, cancellationToken));
        logger.Delivered(
            consumer.Name, TableRange.Text(run.Ranges), delivered.Rows, delivered.Files.Count, (long)time.GetElapsedTime(began).TotalMilliseconds);
        return new PollOutcome.Delivered(consumer.Name, run.Ranges, delivered.Rows, delivered.Files);
    }

    /// <summary>Records the failure. If that fails too, only a warning is logged, and the run continues later as after a crash.</summary>
    private async ValueTask NoteAsync(Attempt.Failed failed, bool pause, CancellationToken cancellationToken)
    {
        try
        {
            await warehouse.Runs.FailAsync(failed.Run, failed.Fault.Message, pause, cancellationToken);
        }
        catch (WarehouseBusyException e)
        {
            logger.FailureNotNoted(consumer.Name, e.Message);
        }
    }

    private abstract record Attempt
    {
        private Attempt()
        {
        }

        public sealed record Ended(PollOutcome Outcome) : Attempt;

        public sealed record Failed(ConsumerRun Run, Exception Fault) : Attempt;
    }
}

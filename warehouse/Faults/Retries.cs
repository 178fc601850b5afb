using Polly;
using Polly.Retry;

namespace DataShare.Warehouse;

/// <summary>
/// Retries faults that may pass by themselves. Each pause is twice as long as the one before, from 200 ms to 10 s. The pauses
/// are random, so that processes that one fault has stopped do not all retry at the same instant.
/// </summary>
internal static class Retries
{
    /// <param name="mayPass">Asked after each try, with its number, from 1.</param>
    /// <param name="onRetry">Told before the pause.</param>
    public static ResiliencePipeline Of(
        TimeProvider time, Random jitter, Func<int, Exception, bool> mayPass, Action<int, Exception>? onRetry = null) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(10),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = jitter.NextDouble,
                ShouldHandle = failed => new(failed.Outcome.Exception is { } fault && mayPass(failed.AttemptNumber + 1, fault)),
                OnRetry = failed =>
                {
                    onRetry?.Invoke(failed.AttemptNumber + 1, failed.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
}

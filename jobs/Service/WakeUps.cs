using System.Collections.Concurrent;
using Quartz;
using Quartz.Extensibility;

namespace DataShare.Jobs;

/// <summary>
/// Starts a job at once. A job that already waits to start is not queued again, because one run sees everything that was
/// committed before it began.
/// </summary>
internal sealed class WakeUps(ISchedulerRepository schedulers)
{
    private readonly ConcurrentDictionary<JobKey, bool> waiting = new();

    /// <summary>Does nothing if this process does not have the job (another role has it).</summary>
    public async ValueTask WakeAsync(JobKey job, CancellationToken cancellationToken)
    {
        if (!waiting.TryAdd(job, true))
        {
            return;
        }

        if (!await TryStartAsync(job, cancellationToken))
        {
            waiting.TryRemove(job, out _);
        }
    }

    /// <summary>A job calls this before it looks for work, so that later work wakes it again.</summary>
    public void Started(JobKey job) => waiting.TryRemove(job, out _);

    private async ValueTask<bool> TryStartAsync(JobKey job, CancellationToken cancellationToken)
    {
        if (schedulers.Lookup(Schedule.SchedulerOf(job)) is not { } scheduler)
        {
            return false;
        }

        try
        {
            if (await scheduler.Exists(job, cancellationToken))
            {
                await scheduler.TriggerJob(job, cancellationToken: cancellationToken);
                return true;
            }
        }
        catch (SchedulerException) when (scheduler.Status is SchedulerStatus.ShuttingDown or SchedulerStatus.Shutdown)
        {
            // The service stops. The next start finds the work.
        }

        return false;
    }
}

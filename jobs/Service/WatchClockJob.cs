using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;

namespace DataShare.Jobs;

/// <summary>
/// Computes the next times of cron expressions again if the wall clock was set back. Otherwise they would wait until the
/// clock reaches its old time. If the clock is set forward, the scheduler itself finds the due jobs.
/// </summary>
/// <param name="shared">Null if this process has its own schedule.</param>
internal sealed class WatchClockJob(
    ClockSteps steps,
    ISchedulerRepository schedulers,
    TimeProvider time,
    JobFrame frame,
    ILogger<WatchClockJob> logger,
    SharedSchedules? shared = null)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var step = steps.Look();
        if (step != TimeSpan.Zero)
        {
            logger.ClockSet(step < TimeSpan.Zero ? "back" : "forward", (long)Math.Round(step.Duration().TotalSeconds));
        }

        if (!steps.IsSetBack)
        {
            return;
        }

        if (shared is not null)
        {
            await shared.SetClocksAsync(cancellationToken);
        }
        else if (schedulers.Lookup(Schedule.CronScheduler) is { } scheduler)
        {
            foreach (var consumer in Frame.Served.Consumers.Definitions.Where(c => c.Schedule.Cron is not null))
            {
                var clock = CronClock.Of(Schedule.Cron(consumer.Name), consumer.Schedule.Cron!, time);
                await CronClock.SetAsync(scheduler, clock, time, cancellationToken);
            }
        }

        steps.Reckoned();
    }
}

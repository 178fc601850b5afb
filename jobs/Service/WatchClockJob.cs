using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;

namespace DataShare.Jobs;

/// <summary>
/// Reckons the next times of cron expressions anew when the wall clock was set back: they would wait until the clock is
/// again where it was. Set forward, the scheduler finds by itself what is due.
/// </summary>
/// <param name="shared">Null when this process has its own schedule.</param>
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

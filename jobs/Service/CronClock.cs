using Quartz;

namespace DataShare.Jobs;

/// <summary>Triggers for cron expressions: by the wall clock, in UTC, which has no daylight saving.</summary>
internal static class CronClock
{
    /// <summary>Several missed polls become one poll, which takes everything after the positions.</summary>
    public static CronScheduleBuilder Schedule(string cron) =>
        CronScheduleBuilder.Create(cron)
            .InTimeZone(TimeZoneInfo.Utc)
            .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);

    public static ICronTrigger Of(JobKey job, string cron, TimeProvider time) => (ICronTrigger)TriggerBuilder.Create(time)
        .ForJob(job)
        .WithIdentity(job.Name, job.Group)
        .WithSchedule(Schedule(cron))
        .Build();

    /// <summary>
    /// Keeps a correct trigger, so that it runs a missed poll. A trigger that waits for a later time than the next time of its
    /// expression was computed before the clock was set back, and is computed again.
    /// </summary>
    public static async ValueTask SetAsync(
        IScheduler scheduler, ICronTrigger clock, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await scheduler.GetTrigger(clock.Key, cancellationToken) is not ICronTrigger known
            || known.CronExpressionString != clock.CronExpressionString
            || known.NextFireTimeUtc > clock.GetFireTimeAfter(time.GetUtcNow()))
        {
            await scheduler.ScheduleJob(clock, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }
}

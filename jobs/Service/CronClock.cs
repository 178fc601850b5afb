using Quartz;

namespace DataShare.Jobs;

/// <summary>When a cron expression starts a job: by the wall clock, in UTC, which has no daylight saving.</summary>
internal static class CronClock
{
    /// <summary>Missed polls are one poll: it takes everything after the checkpoint.</summary>
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
    /// Leaves a trigger that is as it should be, so that a time that was missed is made up for. One that waits for a later
    /// time than the expression has next was reckoned before the clock was set back, and is reckoned anew.
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

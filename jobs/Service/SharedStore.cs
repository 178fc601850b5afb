using DataShare.Warehouse;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Where a shared schedule is kept: in the tables of the migration <c>0002_quartz.sql</c>.</summary>
internal static class SharedStore
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    public static void Use(IQuartzBuilder quartz, string connectionString)
    {
        Schedule.StopJobs(quartz);
        quartz.UsePersistentStore(store =>
        {
            store.UseSqlServer(connectionString);
            store.UseClustering();
            store.ConfigureStore(options =>
            {
                options.TablePrefix = ScheduleStatements.TablePrefix;
                options.SelectWithLockSql = ScheduleStatements.Lock;
                options.StoreJobDataAsStrings = true;
                // A process may end although the server does not answer.
                options.UseBackgroundThreads = true;
                // What a stopped process was running is run again by another, as after its death.
                options.RecoverFiringsCancelledByShutdown = true;
            });
        });
    }

    /// <summary>
    /// Makes the store hold these jobs and no others. What is as it should be stays, so that a poll that was missed
    /// while no process ran is made up for. May be done by several processes at once.
    /// </summary>
    public static async ValueTask BringInAsync(
        IScheduler scheduler, IReadOnlyList<SharedJob> jobs, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var (job, clock) in jobs)
        {
            await scheduler.AddJob(job, AddJobOptions.Replacing, cancellationToken);
            if (clock is null)
            {
                await scheduler.UnscheduleJob(new TriggerKey(job.Key.Name, job.Key.Group), cancellationToken);
            }
            else
            {
                await CronClock.SetAsync(scheduler, clock, time, cancellationToken);
            }
        }

        var known = await scheduler.QueryJobs(new JobQuery { Take = PagedQuery.All }, cancellationToken);
        var gone = known.Items.Select(j => j.Key).Except(jobs.Select(j => j.Job.Key)).ToList();
        await scheduler.DeleteJobs(gone, cancellationToken);
        await scheduler.ResetTriggersFromErrorState(GroupMatcher<TriggerKey>.AnyGroup(), cancellationToken);
    }

    /// <summary>Has a job started unless it waits for that already.</summary>
    public static async ValueTask StartSoonAsync(
        IScheduler scheduler, JobKey job, TimeProvider time, CancellationToken cancellationToken)
    {
        var trigger = SharedSchedule.Soon(job, time);
        var scheduled = await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
        if (scheduled.Outcome is ScheduleOutcome.Kept && scheduled.NextFireTimeUtc is { } next && (time.GetUtcNow() - next).Duration() > LongWait)
        {
            // Stored anew it leaves a state in which nobody starts it, such as after a process of another version
            // could not, or after the clock was set back; if a run of the job has not ended, it waits on.
            await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }
}

using DataShare.Warehouse;
using Quartz;

namespace DataShare.Jobs;

/// <summary>The store of a shared schedule: the tables of the migration <c>0002_quartz.sql</c>.</summary>
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
                // Lets a process end although the server does not answer.
                options.UseBackgroundThreads = true;
                // Another process runs a stopped process's job again, as after a crash.
                options.RecoverFiringsCancelledByShutdown = true;
            });
        });
    }

    /// <summary>
    /// Updates the store so that it has exactly these jobs. Correct jobs stay, so that a poll that was missed while no process
    /// ran still runs. Several processes may do this at once.
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

    /// <summary>Asks for a job to start, unless it already waits to start.</summary>
    public static async ValueTask StartSoonAsync(
        IScheduler scheduler, JobKey job, TimeProvider time, CancellationToken cancellationToken)
    {
        var trigger = SharedSchedule.Soon(job, time);
        var scheduled = await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancellationToken);
        if (scheduled.Outcome is ScheduleOutcome.Kept && scheduled.NextFireTimeUtc is { } next && (time.GetUtcNow() - next).Duration() > LongWait)
        {
            // Storing the trigger again repairs a state in which no process starts it, for example after a process of another
            // version failed, or after the clock was set back. If the job is still running, the trigger waits.
            await scheduler.ScheduleJob(trigger, ScheduleJobOptions.Replacing, cancellationToken);
        }
    }
}

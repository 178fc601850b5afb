using DataShare.Consumers;
using Quartz;
using Quartz.Extensibility;

namespace DataShare.Jobs;

/// <summary>
/// Adds the jobs of consumers to a running schedule, and removes them. May be repeated. A job that is removed while it runs
/// continues to its end.
/// </summary>
/// <param name="shared">Null if this process has its own schedule.</param>
internal sealed class ConsumerJobs(
    ISchedulerRepository schedulers, SeenVersions seen, Pauses pauses, TimeProvider time, SharedSchedules? shared = null)
{
    public async ValueTask ApplyAsync(ConsumerChanges changes, CancellationToken cancellationToken)
    {
        if (schedulers.Lookup(Schedule.WarehouseScheduler) is not { } polls)
        {
            return;
        }

        var crons = shared is null ? schedulers.Lookup(Schedule.CronScheduler) : null;
        foreach (var gone in changes.Removed)
        {
            await RemoveAsync(polls, Schedule.Poll(gone.Name), cancellationToken);
            await RemoveAsync(crons, Schedule.Cron(gone.Name), cancellationToken);
            Forget(gone);
        }

        foreach (var wanted in changes.Wanted)
        {
            var poll = Schedule.Poll(wanted.Name);
            await polls.AddJob(shared is null ? Schedule.Woken<PollJob>(poll) : Schedule.Woken<HandOverPollJob>(poll), AddJobOptions.Replacing, cancellationToken);
            await SetClockAsync(crons, wanted, cancellationToken);
            // A watch polls it soon, because it may receive rows now that it could not receive before.
            Forget(wanted);
        }

        if (shared is not null)
        {
            await shared.BringInConsumersAsync(cancellationToken);
        }
    }

    private async ValueTask SetClockAsync(IScheduler? crons, ConsumerDefinition consumer, CancellationToken cancellationToken)
    {
        var key = Schedule.Cron(consumer.Name);
        if (consumer.Schedule.Cron is not { } cron)
        {
            await RemoveAsync(crons, key, cancellationToken);
        }
        else if (crons is not null)
        {
            await crons.AddJob(Schedule.Woken<WakePollJob>(key), AddJobOptions.Replacing, cancellationToken);
            await CronClock.SetAsync(crons, CronClock.Of(key, cron, time), time, cancellationToken);
        }
    }

    private static async ValueTask RemoveAsync(IScheduler? scheduler, JobKey job, CancellationToken cancellationToken)
    {
        if (scheduler is not null && await scheduler.Exists(job, cancellationToken))
        {
            await scheduler.DeleteJobs([job], cancellationToken);
        }
    }

    private void Forget(ConsumerDefinition consumer)
    {
        seen.Forget(consumer.Name);
        pauses.Succeeded(Schedule.Poll(consumer.Name));
    }
}

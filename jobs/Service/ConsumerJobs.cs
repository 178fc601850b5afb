using DataShare.Consumers;
using Quartz;
using Quartz.Extensibility;

namespace DataShare.Jobs;

/// <summary>
/// Brings the jobs of consumers into a schedule that runs, and takes them out. Twice does no harm. A job that is taken out while
/// it runs runs to its end.
/// </summary>
/// <param name="shared">Null when this process has its own schedule.</param>
internal sealed class ConsumerJobs(
    ISchedulerRepository schedulers, SeenSequence seen, Pauses pauses, TimeProvider time, SharedSchedules? shared = null)
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
            // A watch polls it soon: it may be given now what it could not be given before.
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

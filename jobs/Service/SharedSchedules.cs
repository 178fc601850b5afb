using System.Collections.Concurrent;
using DataShare.Warehouse;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// The schedules that this process shares with others. They open after the server has answered once. A later outage stops
/// their jobs until it is over.
/// </summary>
internal sealed class SharedSchedules(
    IWarehouse warehouse,
    WarehouseOptions options,
    ServedNow served,
    ServedRoles roles,
    ISchedulerRuntime schedulers,
    Pauses pauses,
    TimeProvider time)
{
    private readonly ConcurrentDictionary<Roles, IScheduler> open = new();

    /// <summary>Opens the schedules that are not open yet. One call at a time; may be repeated, also after a failure.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var role in SharedSchedule.Sharing.Where(r => roles.Value.HasFlag(r) && !open.ContainsKey(r)))
        {
            // Creates the tables of the store.
            await warehouse.MigrateAsync(cancellationToken);
            open[role] = await OpenAsync(role, cancellationToken);
        }
    }

    /// <summary>
    /// Asks for a job to start soon, in any process. It does nothing if the job already waits to start, if the job is paused here
    /// after a failure (other processes may try it), or if the schedule is not open; the watches ask again. If the job is running,
    /// it runs again afterwards.
    /// </summary>
    public async ValueTask StartSoonAsync(JobKey local, CancellationToken cancellationToken)
    {
        var job = SharedSchedule.KeyOf(local);
        if (!pauses.IsPaused(job) && open.TryGetValue(Schedule.RoleOf(local), out var scheduler))
        {
            await SharedStore.StartSoonAsync(scheduler, job, time, cancellationToken);
        }
    }

    /// <summary>Computes the next times again after the clock was set back. Other processes may do the same.</summary>
    public async ValueTask SetClocksAsync(CancellationToken cancellationToken)
    {
        if (open.TryGetValue(Roles.Consumer, out var scheduler))
        {
            foreach (var clock in SharedSchedule.JobsOf(Roles.Consumer, served.Value, time).Select(j => j.Clock).OfType<ICronTrigger>())
            {
                await CronClock.SetAsync(scheduler, clock, time, cancellationToken);
            }
        }
    }

    /// <summary>Updates the jobs after consumers were added or removed. Does nothing before the schedule is open, because opening it adds all current jobs.</summary>
    public async ValueTask BringInConsumersAsync(CancellationToken cancellationToken)
    {
        if (open.TryGetValue(Roles.Consumer, out var scheduler))
        {
            await SharedStore.BringInAsync(scheduler, SharedSchedule.JobsOf(Roles.Consumer, served.Value, time), time, cancellationToken);
        }
    }

    /// <summary>
    /// Waits for running jobs and leaves the schedules. Other processes run jobs that did not end. If the server does not
    /// answer, Quartz waits for it, whatever the token says.
    /// </summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        var names = open.Values.Select(s => s.SchedulerName).ToList();
        open.Clear();
        return Task.WhenAll(names.Select(
            name => schedulers.Remove(name, waitForJobsToComplete: true, cancellationToken).AsTask()));
    }

    private async ValueTask<IScheduler> OpenAsync(Roles role, CancellationToken cancellationToken)
    {
        var connectionString = options.ReadConnectionString();
        var scheduler = await schedulers.Add(
            SharedSchedule.SchedulerOf(role),
            quartz => SharedStore.Use(quartz, connectionString),
            SchedulerAddOptions.WithoutStarting,
            cancellationToken);
        try
        {
            await SharedStore.BringInAsync(scheduler, SharedSchedule.JobsOf(role, served.Value, time), time, cancellationToken);
            await scheduler.Start(cancellationToken);
            return scheduler;
        }
        catch
        {
            await schedulers.Remove(scheduler.SchedulerName, waitForJobsToComplete: true, CancellationToken.None);
            throw;
        }
    }
}

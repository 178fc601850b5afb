using System.Collections.Concurrent;
using DataShare.Warehouse;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// The schedules that this process shares with others. They are not open before the server has answered once;
/// afterwards an outage stops their jobs, and they go on when it is over.
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

    /// <summary>Opens what is not open yet. One call at a time; may be repeated, also after a failure.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var role in SharedSchedule.Sharing.Where(r => roles.Value.HasFlag(r) && !open.ContainsKey(r)))
        {
            // Makes the tables of the store.
            await warehouse.MigrateAsync(cancellationToken);
            open[role] = await OpenAsync(role, cancellationToken);
        }
    }

    /// <summary>
    /// Has a job started soon, in any process. Nothing happens when it is waiting to start already; a run that has
    /// begun is followed by another. Nothing happens either while it rests here after a failure (others may try), and
    /// before the schedule is open: the watches ask again.
    /// </summary>
    public async ValueTask StartSoonAsync(JobKey local, CancellationToken cancellationToken)
    {
        var job = SharedSchedule.KeyOf(local);
        if (!pauses.IsPaused(job) && open.TryGetValue(Schedule.RoleOf(local), out var scheduler))
        {
            await SharedStore.StartSoonAsync(scheduler, job, time, cancellationToken);
        }
    }

    /// <summary>After the clock was set back; other processes may do the same.</summary>
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

    /// <summary>After consumers have come or gone. Before the schedule is open there is nothing to do: opening it brings in what there is then.</summary>
    public async ValueTask BringInConsumersAsync(CancellationToken cancellationToken)
    {
        if (open.TryGetValue(Roles.Consumer, out var scheduler))
        {
            await SharedStore.BringInAsync(scheduler, SharedSchedule.JobsOf(Roles.Consumer, served.Value, time), time, cancellationToken);
        }
    }

    /// <summary>
    /// Lets the running jobs end and leaves; others take what did not end. Takes as long as a server that does not
    /// answer, whatever the token says: Quartz waits for it.
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

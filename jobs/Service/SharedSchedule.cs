using Quartz;

namespace DataShare.Jobs;

/// <summary>A job of a shared schedule, and its cron trigger.</summary>
/// <param name="Clock">Null if the job starts only on request.</param>
internal sealed record SharedJob(IJobDetail Job, ICronTrigger? Clock);

/// <summary>
/// Names the shared schedulers and jobs: one scheduler for each role that works on the warehouse, so that processes of
/// different roles do not get each other's jobs. The store has the names, so a changed name is a different job.
/// </summary>
internal static class SharedSchedule
{
    /// <summary>The roles with a shared schedule. Their work can wait for the server, because they need it anyway.</summary>
    public static IReadOnlyList<Roles> Sharing { get; } = [Roles.Loader, Roles.Consumer];

    public static string SchedulerOf(Roles role) => $"datashare-{role.ToString().ToLowerInvariant()}";

    /// <summary>
    /// The key of the shared job. It differs from the key of the local job that hands over to it, because failures are counted
    /// by key.
    /// </summary>
    public static JobKey KeyOf(JobKey local) => new(local.Name, $"shared {local.Group}");

    public static IReadOnlyList<SharedJob> JobsOf(Roles role, ServedWorkspace served, TimeProvider time) => role switch
    {
        Roles.Loader => [.. served.Contracts.Datasets.Select(d => Job<LoadJob>(Schedule.Load(d), cron: null, time))],
        Roles.Consumer => [.. served.Consumers.Definitions.Select(c => Job<PollJob>(Schedule.Poll(c.Name), c.Schedule.Cron, time))],
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Shares no schedule."),
    };

    /// <summary>Starts the job once. A late start is as good as one in time.</summary>
    public static ITrigger Soon(JobKey shared, TimeProvider time) => TriggerBuilder.Create(time)
        .ForJob(shared)
        .WithIdentity(shared.Name, $"soon {shared.Group}")
        .StartNow()
        .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .Build();

    /// <summary>If a process dies, its running job runs again; running it twice does no harm.</summary>
    private static SharedJob Job<T>(JobKey local, string? cron, TimeProvider time)
        where T : IJob
    {
        var key = KeyOf(local);
        var job = JobBuilder.Create<T>()
            .WithIdentity(key)
            .StoreDurably()
            .DisallowConcurrentExecution()
            .RequestRecovery()
            .Build();
        return new SharedJob(job, cron is null ? null : CronClock.Of(key, cron, time));
    }
}

using Quartz;

namespace DataShare.Jobs;

/// <summary>A job of a shared schedule, and when the clock starts it.</summary>
/// <param name="Clock">Null: only when it is asked for.</param>
internal sealed record SharedJob(IJobDetail Job, ICronTrigger? Clock);

/// <summary>
/// Names what the processes share: for each role that works on the warehouse one scheduler, so that processes of
/// different roles do not get each other's jobs. The names are in the store, so that a changed one is another job.
/// </summary>
internal static class SharedSchedule
{
    /// <summary>Those whose work can wait for the server that has the schedule, because they need it anyway.</summary>
    public static IReadOnlyList<Roles> Sharing { get; } = [Roles.Loader, Roles.Consumer];

    public static string SchedulerOf(Roles role) => $"datashare-{role.ToString().ToLowerInvariant()}";

    /// <summary>
    /// The job as the processes share it. Its name is not that of the job that hands over to it, because failures are
    /// counted by name.
    /// </summary>
    public static JobKey KeyOf(JobKey local) => new(local.Name, $"shared {local.Group}");

    public static IReadOnlyList<SharedJob> JobsOf(Roles role, ServedWorkspace served, TimeProvider time) => role switch
    {
        Roles.Loader => [.. served.Contracts.Datasets.Select(d => Job<LoadJob>(Schedule.Load(d), cron: null, time))],
        Roles.Consumer => [.. served.Consumers.Definitions.Select(c => Job<PollJob>(Schedule.Poll(c.Name), c.Schedule.Cron, time))],
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Shares no schedule."),
    };

    /// <summary>Starts the job once; late is as good as in time.</summary>
    public static ITrigger Soon(JobKey shared, TimeProvider time) => TriggerBuilder.Create(time)
        .ForJob(shared)
        .WithIdentity(shared.Name, $"soon {shared.Group}")
        .StartNow()
        .WithSchedule(SimpleScheduleBuilder.Create().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .Build();

    /// <summary>What a process that dies was running is run again: twice does no harm.</summary>
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

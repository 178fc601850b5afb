using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Names every scheduler, job, trigger and misfire rule of the service. Correctness does not depend on it: the lake's log,
/// the ledger decides, so a job that runs twice or not at all does no harm.
/// </summary>
internal static class Schedule
{
    /// <summary>Jobs that need only the disk have their own scheduler, so that jobs that wait for a server do not take their threads.</summary>
    public const string FilesScheduler = "files";

    public const string WarehouseScheduler = "warehouse";

    /// <summary>
    /// The only scheduler that follows the wall clock. The others measure elapsed time, so that intervals do not change if the
    /// clock is set.
    /// </summary>
    public const string CronScheduler = "cron";

    private const string IngestGroup = "ingest";
    private const string LoadGroup = "load";
    private const string PollGroup = "poll";
    private const string CronGroup = "cron";

    private static readonly JobKey ScanInboxKey = new("inbox", "watch");
    private static readonly JobKey WatchLakeKey = new("lake", "watch");
    private static readonly JobKey WatchLedgerKey = new("ledger", "watch");
    private static readonly JobKey OpenSharedKey = new("shared schedules", "watch");
    private static readonly JobKey WatchClockKey = new("clock", "watch");

    public static JobKey Ingest(DatasetName dataset) => new(dataset.Value, IngestGroup);

    public static JobKey Load(DatasetName dataset) => new(dataset.Value, LoadGroup);

    public static JobKey Poll(string consumer) => new(consumer, PollGroup);

    /// <summary>The scheduler of this process that has the job, if the process serves its role.</summary>
    public static string SchedulerOf(JobKey job) => job.Group == IngestGroup ? FilesScheduler : WarehouseScheduler;

    /// <summary>The role of a load or a poll.</summary>
    public static Roles RoleOf(JobKey job) => job.Group == LoadGroup ? Roles.Loader : Roles.Consumer;

    /// <summary>Adds the jobs and triggers of this process.</summary>
    /// <param name="clustered">Whether loads and polls are handed over to the <see cref="SharedSchedules"/>.</param>
    /// <param name="steady">The clock for intervals.</param>
    public static void Add(
        IServiceCollection services, Roles roles, ServedWorkspace served, TimeSpan scanInterval, bool clustered, SteadyClock steady)
    {
        if (roles.HasFlag(Roles.Producer))
        {
            services.AddQuartz(FilesScheduler, quartz =>
            {
                StopJobs(quartz);
                quartz.UseTimeProvider(steady);
                AddWatch<ScanInboxJob>(quartz, ScanInboxKey, scanInterval);
                foreach (var dataset in served.Contracts.Datasets)
                {
                    AddWoken<IngestJob>(quartz, Ingest(dataset));
                }
            });
        }

        if (roles.HasFlag(Roles.Loader) || roles.HasFlag(Roles.Consumer))
        {
            services.AddQuartz(WarehouseScheduler, quartz =>
            {
                StopJobs(quartz);
                quartz.UseTimeProvider(steady);
                AddLoads(quartz, roles, served, scanInterval, clustered);
                AddPolls(quartz, roles, served, scanInterval, clustered);
                if (clustered)
                {
                    AddWatch<OpenSharedJob>(quartz, OpenSharedKey, scanInterval);
                }
            });
        }

        // Added even without cron expressions, because a consumer with one may come while the service runs.
        if (roles.HasFlag(Roles.Consumer) && !clustered)
        {
            services.AddQuartz(CronScheduler, quartz =>
            {
                StopJobs(quartz);
                // The longest time until the scheduler notices that the clock was set forward.
                quartz.ConfigureScheduler(scheduler => scheduler.IdleWaitTime = TimeSpan.FromSeconds(5));
                AddCrons(quartz, served);
            });
        }
    }

    /// <summary>The job that a consumer's cron expression starts.</summary>
    public static JobKey Cron(string consumer) => new(consumer, CronGroup);

    /// <summary>A job for a running schedule. It runs when it is woken, one at a time for its consumer.</summary>
    public static IJobDetail Woken<T>(JobKey key)
        where T : IJob => JobBuilder.Create<T>().WithIdentity(key).StoreDurably().DisallowConcurrentExecution().Build();

    /// <summary>A stopping service asks the running steps to stop and waits for them.</summary>
    public static void StopJobs(IQuartzBuilder quartz) =>
        quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);

    private static void AddLoads(
        IQuartzBuilder quartz, Roles roles, ServedWorkspace served, TimeSpan scanInterval, bool clustered)
    {
        if (!roles.HasFlag(Roles.Loader))
        {
            return;
        }

        AddWatch<WatchLakeJob>(quartz, WatchLakeKey, scanInterval);
        foreach (var dataset in served.Contracts.Datasets)
        {
            if (clustered)
            {
                AddWoken<HandOverLoadJob>(quartz, Load(dataset));
            }
            else
            {
                AddWoken<LoadJob>(quartz, Load(dataset));
            }
        }
    }

    private static void AddPolls(
        IQuartzBuilder quartz, Roles roles, ServedWorkspace served, TimeSpan scanInterval, bool clustered)
    {
        if (!roles.HasFlag(Roles.Consumer))
        {
            return;
        }

        AddWatch<WatchLedgerJob>(quartz, WatchLedgerKey, scanInterval);
        foreach (var consumer in served.Consumers.Definitions)
        {
            if (clustered)
            {
                AddWoken<HandOverPollJob>(quartz, Poll(consumer.Name));
            }
            else
            {
                AddWoken<PollJob>(quartz, Poll(consumer.Name));
            }
        }

        AddWatch<WatchClockJob>(quartz, WatchClockKey, scanInterval);
    }

    private static void AddCrons(IQuartzBuilder quartz, ServedWorkspace served)
    {
        foreach (var consumer in served.Consumers.Definitions.Where(c => c.Schedule.Cron is not null))
        {
            var key = Cron(consumer.Name);
            AddWoken<WakePollJob>(quartz, key);
            quartz.AddTrigger<WakePollJob>(trigger => trigger
                .ForJob(key)
                .WithIdentity(key.Name, key.Group)
                .WithSchedule(CronClock.Schedule(consumer.Schedule.Cron!)));
        }
    }

    /// <summary>Adds a job that runs again <paramref name="interval"/> after its end; never twice at once.</summary>
    private static void AddWatch<T>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where T : IJob
    {
        quartz.AddJob<T>(job => job.WithIdentity(key).DisallowConcurrentExecution());
        quartz.AddTrigger<T>(trigger => trigger
            .ForJob(key)
            .WithIdentity(key.Name, key.Group)
            .StartNow()
            // A late run is as good as one in time, because it sees everything.
            .WithSchedule(SimpleScheduleBuilder.Create()
                .WithInterval(interval)
                .RepeatForever()
                .MeasureIntervalFromCompletion()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)));
    }

    /// <summary>Adds a job that runs when it is woken, one at a time for its dataset or consumer.</summary>
    private static void AddWoken<T>(IQuartzBuilder quartz, JobKey key)
        where T : IJob =>
        quartz.AddJob<T>(job => job
            .WithIdentity(key)
            .StoreDurably()
            .DisallowConcurrentExecution());
}

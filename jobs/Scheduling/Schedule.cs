using DataShare.Consumers;
using DataShare.Schemas;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Names every job, trigger and misfire rule of the service. Correctness is not here: it is in the lake's log, the
/// ledger and the checkpoints, so a job that runs twice or not at all does no harm.
/// </summary>
internal static class Schedule
{
    private static readonly JobKey ScanInboxKey = new("inbox", "watch");
    private static readonly JobKey WatchLakeKey = new("lake", "watch");
    private static readonly JobKey WatchLedgerKey = new("ledger", "watch");

    public static JobKey Ingest(DatasetName dataset) => new(dataset.Value, "ingest");

    public static JobKey Load(DatasetName dataset) => new(dataset.Value, "load");

    public static JobKey Poll(string consumer) => new(consumer, "poll");

    /// <exception cref="UsageException">A consumer's cron expression is none; all such are named.</exception>
    public static void Check(ConsumerCatalog consumers)
    {
        var wrong = consumers.Definitions
            .Where(c => c.Schedule.Cron is { } cron && !CronExpression.TryParse(cron, out _))
            .Select(c => $"Consumer '{c.Name}': '{c.Schedule.Cron}' is not a cron expression; expected seconds, minutes, " +
                "hours, day of month, month, day of week, such as \"0 0/5 * * * ?\" for every five minutes.")
            .ToList();
        if (wrong.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, wrong));
        }
    }

    public static void Add(IQuartzBuilder quartz, Roles roles, ServedWorkspace served, TimeSpan scanInterval)
    {
        // A stopping service asks the running steps to stop and waits for them.
        quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
        if (roles.HasFlag(Roles.Producer))
        {
            AddWatch<ScanInboxJob>(quartz, ScanInboxKey, scanInterval);
            foreach (var dataset in served.Contracts.Datasets)
            {
                AddWoken<IngestJob>(quartz, Ingest(dataset));
            }
        }

        if (roles.HasFlag(Roles.Loader))
        {
            AddWatch<WatchLakeJob>(quartz, WatchLakeKey, scanInterval);
            foreach (var dataset in served.Contracts.Datasets)
            {
                AddWoken<LoadJob>(quartz, Load(dataset));
            }
        }

        if (roles.HasFlag(Roles.Consumer))
        {
            AddWatch<WatchLedgerJob>(quartz, WatchLedgerKey, scanInterval);
            foreach (var consumer in served.Consumers.Definitions)
            {
                AddWoken<PollJob>(quartz, Poll(consumer.Name));
                AddCron(quartz, consumer);
            }
        }
    }

    /// <summary>Looks again <paramref name="interval"/> after it has looked; never twice at once.</summary>
    private static void AddWatch<T>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where T : IJob
    {
        quartz.AddJob<T>(job => job.WithIdentity(key).DisallowConcurrentExecution());
        quartz.AddTrigger<T>(trigger => trigger
            .ForJob(key)
            .WithIdentity(key.Name, key.Group)
            .StartNow()
            // Late is as good as in time: the next look sees everything.
            .WithSchedule(SimpleScheduleBuilder.Create()
                .WithInterval(interval)
                .RepeatForever()
                .MeasureIntervalFromCompletion()
                .WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow)));
    }

    /// <summary>Runs when it is woken, one at a time for its dataset or consumer.</summary>
    private static void AddWoken<T>(IQuartzBuilder quartz, JobKey key)
        where T : IJob =>
        quartz.AddJob<T>(job => job
            .WithIdentity(key)
            .StoreDurably()
            .DisallowConcurrentExecution());

    private static void AddCron(IQuartzBuilder quartz, ConsumerDefinition consumer)
    {
        if (consumer.Schedule.Cron is not { } cron)
        {
            return;
        }

        var key = Poll(consumer.Name);
        quartz.AddTrigger<PollJob>(trigger => trigger
            .ForJob(key)
            .WithIdentity(key.Name, key.Group)
            // Missed polls are one poll: it takes everything after the checkpoint.
            .WithSchedule(CronScheduleBuilder.Create(cron)
                .InTimeZone(TimeZoneInfo.Utc)
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
    }
}

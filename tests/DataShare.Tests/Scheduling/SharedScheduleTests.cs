using System.Collections.Concurrent;
using System.Diagnostics;
using DataShare.Jobs;
using DataShare.TestKit;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Quartz;
using Xunit;

namespace DataShare.Tests.Scheduling;

/// <summary>Two processes that share a schedule on a server; the test process runs both.</summary>
public sealed class SharedScheduleTests : IAsyncLifetime
{
    private static readonly JobKey Key = new("orders", "shared load");

    private readonly TemporaryFolder folder = new();
    private readonly SqlServerEngine engine = new();
    private readonly Runs runs = new();
    private readonly List<IScheduler> processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_both_processes_ask_for_never_runs_twice_at_a_time()
    {
        await StartAsync<CountedJob>(cron: null);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => SharedStore.StartSoonAsync(processes[i % 2], Key, TimeProvider.System, Token).AsTask()));

        await UntilAsync(async () => !runs.Times.IsEmpty && await TriggersAsync() == 0);
        Assert.InRange(runs.Times.Count, 1, 8);
        Assert.Equal(1, runs.MostAtATime);
    }

    [Fact]
    public async Task A_cron_trigger_fires_in_only_one_process()
    {
        await StartAsync<CountedJob>(cron: "* * * * * ?");

        await UntilAsync(() => Task.FromResult(runs.Times.Count >= 4));

        Assert.Equal(runs.Times.Distinct(), runs.Times);
        Assert.Equal(1, runs.MostAtATime);
    }

    [Fact]
    public async Task The_running_job_of_a_stopped_process_runs_again_in_the_other()
    {
        await StartAsync<EndlessJob>(cron: null);
        await SharedStore.StartSoonAsync(processes[0], Key, TimeProvider.System, Token);
        await UntilAsync(() => Task.FromResult(runs.Times.Count == 1));
        var first = processes.Single(p => p.SchedulerInstanceId == runs.Processes.Single());

        await first.Shutdown(waitForJobsToComplete: true, Token);

        await UntilAsync(() => Task.FromResult(runs.Times.Count == 2));
        Assert.Equal(2, runs.Processes.Distinct(StringComparer.Ordinal).Count());
    }

    public async ValueTask InitializeAsync()
    {
        var options = new WarehouseOptions();
        await engine.StartAsync(options, folder, Token);
        await engine.Open(options).MigrateAsync(Token);
        for (var i = 0; i < 2; i++)
        {
            var process = await QuartzSchedulerBuilder.Create(quartz =>
            {
                SharedStore.Use(quartz, options.ReadConnectionString());
                quartz.ConfigureScheduler(scheduler =>
                {
                    scheduler.InstanceName = SharedSchedule.SchedulerOf(Roles.Loader);
                    scheduler.IdleWaitTime = TimeSpan.FromSeconds(1);
                });
            }).BuildScheduler(Token);
            process.Context.Add(nameof(Runs), runs);
            processes.Add(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes.Where(p => p.Status is not SchedulerStatus.Shutdown))
        {
            await process.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }

        await engine.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartAsync<T>(string? cron)
        where T : IJob
    {
        var job = JobBuilder.Create<T>().WithIdentity(Key).StoreDurably().DisallowConcurrentExecution().RequestRecovery().Build();
        var clock = cron is null ? null : CronClock.Of(Key, cron, TimeProvider.System);
        await Task.WhenAll(processes.Select(p => SharedStore.BringInAsync(p, [new SharedJob(job, clock)], TimeProvider.System, Token).AsTask()));
        await Task.WhenAll(processes.Select(p => p.Start(Token).AsTask()));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Not within 60 s.");
            await Task.Delay(50, Token);
        }
    }

    private async Task<int> TriggersAsync() =>
        (await processes[0].QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, Token)).Items.Count;

    /// <summary>The runs of all processes.</summary>
    private sealed class Runs
    {
        private int now;
        private int most;

        public ConcurrentQueue<DateTimeOffset?> Times { get; } = new();

        public ConcurrentQueue<string> Processes { get; } = new();

        public int MostAtATime => most;

        public void Begin(IJobExecutionContext context)
        {
            lock (Times)
            {
                most = Math.Max(most, ++now);
            }

            Processes.Enqueue(context.Scheduler.SchedulerInstanceId);
            Times.Enqueue(context.ScheduledFireTimeUtc);
        }

        public void End()
        {
            lock (Times)
            {
                now--;
            }
        }
    }

    private abstract class RunsJob : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var runs = (Runs)context.Scheduler.Context[nameof(Runs)]!;
            runs.Begin(context);
            try
            {
                await WorkAsync(cancellationToken);
            }
            finally
            {
                runs.End();
            }
        }

        protected abstract Task WorkAsync(CancellationToken cancellationToken);
    }

    private sealed class CountedJob : RunsJob
    {
        protected override Task WorkAsync(CancellationToken cancellationToken) => Task.Delay(100, cancellationToken);
    }

    private sealed class EndlessJob : RunsJob
    {
        protected override Task WorkAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}

using DataShare.Jobs;
using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Xunit;

namespace DataShare.Tests.Scheduling;

public sealed class ScheduleTests : IDisposable
{
    private readonly ServedShop shop = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_schedule_of_ingests_is_the_same_with_and_without_a_shared_schedule(bool clustered)
    {
        await using var services = Serve(Roles.All, clustered);

        Assert.Equal(
            ["ingest orders IngestJob", "ingest readings IngestJob", "watch inbox ScanInboxJob"],
            await JobsAsync(services, Schedule.FilesScheduler));
    }

    [Fact]
    public async Task Loads_and_polls_are_in_this_process_unless_they_are_shared()
    {
        await using var services = Serve(Roles.All, clustered: false);

        Assert.Equal(
            [
                "load orders LoadJob", "load readings LoadJob", "poll eager PollJob", "poll hourly PollJob",
                "watch clock WatchClockJob", "watch lake WatchLakeJob", "watch ledger WatchLedgerJob",
            ],
            await JobsAsync(services, Schedule.WarehouseScheduler));
        Assert.Equal(
            ["watch clock", "watch lake", "watch ledger"], await TriggersAsync(services, Schedule.WarehouseScheduler));
    }

    [Fact]
    public async Task Cron_expressions_have_their_own_scheduler_which_follows_the_wall_clock()
    {
        await using var services = Serve(Roles.All, clustered: false);

        Assert.Equal(["cron hourly WakePollJob"], await JobsAsync(services, Schedule.CronScheduler));
        Assert.Equal(["cron hourly"], await TriggersAsync(services, Schedule.CronScheduler));
    }

    [Fact]
    public async Task With_a_shared_schedule_this_process_has_only_the_watches_for_loads_and_polls()
    {
        await using var services = Serve(Roles.All, clustered: true);

        Assert.Equal(
            [
                "load orders HandOverLoadJob", "load readings HandOverLoadJob", "poll eager HandOverPollJob",
                "poll hourly HandOverPollJob", "watch clock WatchClockJob", "watch lake WatchLakeJob", "watch ledger WatchLedgerJob",
                "watch shared schedules OpenSharedJob",
            ],
            await JobsAsync(services, Schedule.WarehouseScheduler));
        Assert.Equal(
            ["watch clock", "watch lake", "watch ledger", "watch shared schedules"],
            await TriggersAsync(services, Schedule.WarehouseScheduler));
        Assert.Null(services.GetKeyedService<IScheduler>(Schedule.CronScheduler));
    }

    [Fact]
    public void A_producer_has_no_scheduler_that_needs_the_warehouse()
    {
        using var services = Serve(Roles.Producer, clustered: true);

        Assert.Null(services.GetKeyedService<IScheduler>(Schedule.WarehouseScheduler));
    }

    [Fact]
    public async Task A_loader_neither_takes_in_files_nor_polls()
    {
        await using var services = Serve(Roles.Loader, clustered: true);

        Assert.Null(services.GetKeyedService<IScheduler>(Schedule.FilesScheduler));
        Assert.Equal(
            ["load orders HandOverLoadJob", "load readings HandOverLoadJob", "watch lake WatchLakeJob", "watch shared schedules OpenSharedJob"],
            await JobsAsync(services, Schedule.WarehouseScheduler));
    }

    [Fact]
    public void Roles_share_nothing_with_each_other()
    {
        var loads = SharedSchedule.JobsOf(Roles.Loader, shop.Served, TimeProvider.System);
        var polls = SharedSchedule.JobsOf(Roles.Consumer, shop.Served, TimeProvider.System);

        Assert.NotEqual(SharedSchedule.SchedulerOf(Roles.Loader), SharedSchedule.SchedulerOf(Roles.Consumer));
        Assert.Equal(["shared load orders", "shared load readings"], loads.Select(j => Name(j.Job.Key)));
        Assert.All(loads, j => Assert.Equal(typeof(LoadJob), j.Job.JobType.Type));
        Assert.Equal(["shared poll eager", "shared poll hourly"], polls.Select(j => Name(j.Job.Key)));
        Assert.All(polls, j => Assert.Equal(typeof(PollJob), j.Job.JobType.Type));
    }

    [Fact]
    public void A_shared_job_runs_in_one_process_at_a_time_is_taken_over_and_needs_no_data()
    {
        var jobs = SharedSchedule.Sharing.SelectMany(role => SharedSchedule.JobsOf(role, shop.Served, TimeProvider.System)).Select(j => j.Job);

        Assert.All(jobs, job =>
        {
            Assert.True(job.ConcurrentExecutionDisallowed);
            Assert.True(job.RequestsRecovery);
            Assert.True(job.Durable);
            Assert.Empty(job.JobDataMap);
        });
    }

    [Fact]
    public void A_shared_poll_has_the_same_cron_trigger_as_a_local_one()
    {
        var polls = SharedSchedule.JobsOf(Roles.Consumer, shop.Served, TimeProvider.System);

        Assert.Null(polls[0].Clock);
        var clock = Assert.IsAssignableFrom<ICronTrigger>(polls[1].Clock);
        Assert.Equal(ServedShop.Hourly, clock.CronExpressionString);
        Assert.Equal(TimeZoneInfo.Utc, clock.TimeZone);
        Assert.Equal(polls[1].Job.Key, clock.JobKey);
    }

    public void Dispose() => shop.Dispose();

    private ServiceProvider Serve(Roles roles, bool clustered)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        Schedule.Add(services, roles, shop.Served, TimeSpan.FromHours(1), clustered, new SteadyClock(TimeProvider.System));
        return services.BuildServiceProvider();
    }

    private static async Task<IEnumerable<string>> JobsAsync(ServiceProvider services, string scheduler)
    {
        var jobs = await services.GetRequiredKeyedService<IScheduler>(scheduler)
            .QueryJobs(new JobQuery { Take = PagedQuery.All }, TestContext.Current.CancellationToken);
        return jobs.Items.Select(j => $"{Name(j.Key)} {j.JobTypeName.Split(',')[0].Split('.')[^1]}").Order(StringComparer.Ordinal);
    }

    private static async Task<IEnumerable<string>> TriggersAsync(ServiceProvider services, string scheduler)
    {
        var triggers = await services.GetRequiredKeyedService<IScheduler>(scheduler)
            .QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, TestContext.Current.CancellationToken);
        return triggers.Items.Select(t => $"{t.Key.Group} {t.Key.Name}").Order(StringComparer.Ordinal);
    }

    private static string Name(JobKey key) => $"{key.Group} {key.Name}";
}

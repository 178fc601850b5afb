using DataShare.Jobs;
using Microsoft.Extensions.Time.Testing;
using Quartz;
using Xunit;

namespace DataShare.Tests.Scheduling;

/// <summary>The operations on a store, tested on a store in memory.</summary>
public sealed class SharedStoreTests : IAsyncLifetime
{
    private static readonly JobKey Orders = new("orders", "shared load");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero));
    private IScheduler scheduler = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_that_the_workspace_no_longer_has_are_removed_from_the_store()
    {
        await BringInAsync(Job("orders"), Job("readings", cron: "0 0 * * * ?"));

        await BringInAsync(Job("orders"));

        Assert.True(await scheduler.Exists(Orders, Token));
        Assert.False(await scheduler.Exists(new JobKey("readings", "shared load"), Token));
        Assert.Empty((await scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, Token)).Items);
    }

    [Fact]
    public async Task An_unchanged_cron_trigger_keeps_its_missed_time()
    {
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));

        time.Advance(TimeSpan.FromHours(2));
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));

        Assert.Equal(
            new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero),
            (await scheduler.GetTrigger(Clock, Token))!.NextFireTimeUtc);
    }

    [Fact]
    public async Task A_changed_cron_trigger_is_stored_again()
    {
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));

        await BringInAsync(Job("orders", cron: "0 30 * * * ?"));

        Assert.Equal("0 30 * * * ?", ((ICronTrigger)(await scheduler.GetTrigger(Clock, Token))!).CronExpressionString);
    }

    [Fact]
    public async Task A_cron_expression_that_was_removed_from_a_definition_stops()
    {
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));

        await BringInAsync(Job("orders"));

        Assert.False(await scheduler.Exists(Clock, Token));
    }

    [Fact]
    public async Task A_job_that_waits_to_be_started_is_not_queued_again()
    {
        await BringInAsync(Job("orders"));
        await StartSoonAsync();
        var first = Assert.Single(await WaitingAsync());

        time.Advance(TimeSpan.FromSeconds(10));
        await StartSoonAsync();

        Assert.Equal(first.StartTimeUtc, Assert.Single(await WaitingAsync()).StartTimeUtc);
    }

    [Fact]
    public async Task A_start_that_no_process_took_for_long_is_stored_again()
    {
        await BringInAsync(Job("orders"));
        await StartSoonAsync();

        time.Advance(TimeSpan.FromMinutes(2));
        await StartSoonAsync();

        Assert.Equal(time.GetUtcNow(), Assert.Single(await WaitingAsync()).StartTimeUtc);
    }

    [Fact]
    public async Task A_start_that_was_asked_for_before_the_clock_was_set_back_does_not_wait_for_it()
    {
        await BringInAsync(Job("orders"));
        await StartSoonAsync();

        time.AdjustTime(time.GetUtcNow().AddHours(-1));
        await StartSoonAsync();

        Assert.Equal(time.GetUtcNow(), Assert.Single(await WaitingAsync()).StartTimeUtc);
    }

    [Fact]
    public async Task The_next_time_of_a_cron_trigger_is_computed_again_after_the_clock_was_set_back()
    {
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));
        var before = (await scheduler.GetTrigger(Clock, Token))!.NextFireTimeUtc!.Value;

        time.AdjustTime(time.GetUtcNow().AddHours(-3));
        await BringInAsync(Job("orders", cron: "0 0 * * * ?"));

        Assert.Equal(before.AddHours(-3), (await scheduler.GetTrigger(Clock, Token))!.NextFireTimeUtc);
    }

    public async ValueTask InitializeAsync() =>
        scheduler = await QuartzSchedulerBuilder.Create(quartz => quartz.UseInMemoryStore().UseTimeProvider(time)).BuildScheduler(Token);

    public async ValueTask DisposeAsync() => await scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);

    private static TriggerKey Clock { get; } = new(Orders.Name, Orders.Group);

    private SharedJob Job(string name, string? cron = null)
    {
        var key = new JobKey(name, "shared load");
        return new SharedJob(
            JobBuilder.Create<NoJob>().WithIdentity(key).StoreDurably().Build(),
            cron is null ? null : CronClock.Of(key, cron, time));
    }

    private ValueTask BringInAsync(params IReadOnlyList<SharedJob> jobs) => SharedStore.BringInAsync(scheduler, jobs, time, Token);

    private ValueTask StartSoonAsync() => SharedStore.StartSoonAsync(scheduler, Orders, time, Token);

    private async Task<IReadOnlyList<ITrigger>> WaitingAsync()
    {
        var keys = await scheduler.QueryTriggers(new TriggerQuery { Take = PagedQuery.All }, Token);
        return await scheduler.GetTriggers([.. keys.Items.Select(t => t.Key)], Token);
    }

    private sealed class NoJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}

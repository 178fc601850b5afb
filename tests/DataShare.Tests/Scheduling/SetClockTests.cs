using System.Diagnostics;
using DataShare.Jobs;
using DataShare.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;
using Xunit;

namespace DataShare.Tests.Scheduling;

/// <summary>A service whose wall clock is set while it runs.</summary>
public sealed class SetClockTests : IAsyncLifetime
{
    private readonly ServedShop shop = new("""{"DataShare": {"ScanInterval": "00:00:00.1"}}""");
    private readonly SetClock clock = new(TimeProvider.System);
    private readonly IHost service;

    public SetClockTests()
    {
        service = ServiceHost.Create(shop.Served, Roles.All, jsonLog: false, clock);
        service.Services.GetRequiredService<Inbox>().MakeFolders();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task Files_are_ingested_loaded_and_delivered_at_once(int seconds)
    {
        await TakenAsync(shop.Drop("orders", "before.csv"));

        clock.Set(TimeSpan.FromSeconds(seconds));
        await TakenAsync(shop.Drop("orders", "after.csv", "id\n2\n"));

        await UntilAsync(() => Task.FromResult(RowsDelivered() == 2));
    }

    [Fact]
    public async Task The_next_time_of_a_cron_expression_is_computed_again_when_the_clock_is_set_back()
    {
        var schedule = service.Services.GetRequiredKeyedService<IScheduler>(Schedule.CronScheduler);
        var before = await NextAsync(schedule);

        clock.Set(TimeSpan.FromHours(-5));

        await UntilAsync(async () => await NextAsync(schedule) == before.AddHours(-5));
    }

    [Fact]
    public async Task A_cron_expression_fires_when_the_clock_is_set_past_its_time()
    {
        var schedule = service.Services.GetRequiredKeyedService<IScheduler>(Schedule.CronScheduler);
        var before = await NextAsync(schedule);

        clock.Set(TimeSpan.FromHours(5));

        await UntilAsync(async () => await NextAsync(schedule) == before.AddHours(5));
    }

    public async ValueTask InitializeAsync() => await service.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await service.StopAsync(CancellationToken.None);
        service.Dispose();
        shop.Dispose();
    }

    private static Task TakenAsync(string file) => UntilAsync(() => Task.FromResult(!File.Exists(file)));

    private int RowsDelivered()
    {
        var outbox = shop["data", "outbox", "eager"];
        return Directory.Exists(outbox) ? Directory.GetFiles(outbox, "*.csv").Sum(f => File.ReadLines(f).Count() - 1) : 0;
    }

    private static async Task<DateTimeOffset> NextAsync(IScheduler schedule) =>
        (await schedule.GetTrigger(new TriggerKey("hourly", "cron"), Ct))!.NextFireTimeUtc!.Value;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Not within 60 s.");
            await Task.Delay(20, Ct);
        }
    }
}

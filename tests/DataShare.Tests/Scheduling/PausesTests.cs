using DataShare.Jobs;
using DataShare.TestKit;
using Microsoft.Extensions.Time.Testing;
using Quartz;
using Xunit;

namespace DataShare.Tests.Scheduling;

public sealed class PausesTests
{
    private static readonly JobKey Job = new("orders", "load");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Setting_the_clock_does_not_change_a_pause(int seconds)
    {
        var clock = new SetClock(time);
        var pauses = new Pauses(clock);
        var (_, delay) = pauses.Failed(Job);

        clock.Set(TimeSpan.FromSeconds(seconds));
        Assert.True(pauses.IsPaused(Job));

        time.Advance(delay);
        Assert.False(pauses.IsPaused(Job));
    }

    [Fact]
    public void Each_failure_doubles_the_pause_up_to_a_minute()
    {
        var pauses = new Pauses(time);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => pauses.Failed(Job).Delay.TotalSeconds));
    }
}

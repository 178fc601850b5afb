namespace DataShare.Lake;

/// <summary>
/// A clock that nobody can set: it starts with the wall clock's time and continues with elapsed time. Intervals are
/// measured with it, so they stay correct if the wall clock is set.
/// </summary>
public sealed class SteadyClock(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset began = time.GetUtcNow();
    private readonly long timestamp = time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => began + time.GetElapsedTime(timestamp);

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}

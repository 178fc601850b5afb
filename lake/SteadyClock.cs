namespace DataShare.Lake;

/// <summary>
/// A clock that nobody can set: it begins with the time of the wall clock and goes on by what has elapsed. Intervals are
/// measured on it, so that they last as long as they say when the wall clock is set back or forward meanwhile.
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

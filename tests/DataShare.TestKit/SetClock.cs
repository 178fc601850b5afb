namespace DataShare.TestKit;

/// <summary>Another clock's time with a wall clock that can be set; what has elapsed stays what it is.</summary>
public sealed class SetClock(TimeProvider time) : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => time.TimestampFrequency;

    /// <param name="by">Less than zero is back.</param>
    public void Set(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}

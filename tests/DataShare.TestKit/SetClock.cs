namespace DataShare.TestKit;

/// <summary>A clock based on another one, whose wall clock can be set. Elapsed time does not change.</summary>
public sealed class SetClock(TimeProvider time) : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => time.TimestampFrequency;

    /// <param name="by">The step; below zero sets the clock back.</param>
    public void Set(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}

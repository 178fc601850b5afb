using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>Detects that the wall clock was set, by comparing it with a clock that nobody can set. For one watch.</summary>
internal sealed class ClockSteps(TimeProvider time, SteadyClock steady)
{
    /// <summary>The smallest step. A time server that only keeps a clock right moves it by less between two checks.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private TimeSpan ahead = time.GetUtcNow() - steady.GetUtcNow();

    /// <summary>Whether the clock was set back, and the next times were not computed again yet.</summary>
    public bool IsSetBack { get; private set; }

    /// <summary>The step since the last check: below zero if the clock was set back, zero if it was not set.</summary>
    public TimeSpan Look()
    {
        var now = time.GetUtcNow() - steady.GetUtcNow();
        var step = now - ahead;
        ahead = now;
        IsSetBack |= step <= -Least;
        return step.Duration() < Least ? TimeSpan.Zero : step;
    }

    public void Reckoned() => IsSetBack = false;
}

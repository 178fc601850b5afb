using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>Finds that somebody has set the wall clock, by comparing it with one that nobody can set. For one watch.</summary>
internal sealed class ClockSteps(TimeProvider time, SteadyClock steady)
{
    /// <summary>A clock that is only kept right moves by less between two looks.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private TimeSpan ahead = time.GetUtcNow() - steady.GetUtcNow();

    /// <summary>Whether it was set back, and what was reckoned before was not reckoned anew yet.</summary>
    public bool IsSetBack { get; private set; }

    /// <summary>By how much it was set since the last look: less than zero is back. Zero when it was not.</summary>
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

using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>What a poll came to.</summary>
public abstract record PollOutcome(string Consumer)
{
    /// <summary>Nothing came after the checkpoint, and nothing was written.</summary>
    public sealed record Nothing(string Consumer, long Checkpoint) : PollOutcome(Consumer);

    /// <param name="From">The checkpoint before: sequences above it,</param>
    /// <param name="To">up to and with this one, which is the checkpoint now.</param>
    /// <param name="Rows">Of all reads together, deletions included.</param>
    /// <param name="Files">Full paths of what was written; none for SQL.</param>
    public sealed record Delivered(string Consumer, long From, long To, long Rows, IReadOnlyList<string> Files)
        : PollOutcome(Consumer);

    /// <param name="Run">What could not be delivered, as it was begun; null when it did not come to that.</param>
    /// <param name="Error">What happened, what state was left, and what to type next.</param>
    /// <param name="IsPaused">Whether it stands still now until it is run by hand.</param>
    public sealed record Failed(string Consumer, ConsumerRun? Run, string Error, bool IsPaused) : PollOutcome(Consumer);

    /// <summary>Its definition asks for what no contract has: it would fail again until one of the two is changed.</summary>
    public sealed record Misfit(string Consumer, string Error) : PollOutcome(Consumer);

    /// <summary>It stands still since <paramref name="Run"/> failed, and was not asked to go on.</summary>
    public sealed record Paused(string Consumer, ConsumerRun Run) : PollOutcome(Consumer);
}

/// <param name="Resume">Whether a paused consumer goes on, as when somebody runs it by hand. Default: no.</param>
public sealed record PollOptions(bool Resume = false);

using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>The result of a poll.</summary>
public abstract record PollOutcome
{
    private PollOutcome(string consumer) => Consumer = consumer;

    public string Consumer { get; }

    /// <summary>See <see cref="RunStart.Begun"/>.</summary>
    public LakePositions Begun { get; init; } = LakePositions.None;

    /// <summary>There are no rows after the positions, and nothing was written.</summary>
    public sealed record Nothing(string Consumer, LakePositions Positions) : PollOutcome(Consumer);

    /// <param name="Ranges">The delivered lake versions of each table. The consumer's positions are now at their ends.</param>
    /// <param name="Rows">The rows of all reads together, including deletions.</param>
    /// <param name="Files">Full paths of the written files; none for SQL.</param>
    public sealed record Delivered(string Consumer, IReadOnlyList<TableRange> Ranges, long Rows, IReadOnlyList<string> Files)
        : PollOutcome(Consumer);

    /// <param name="Run">The failed run; null if no run began.</param>
    /// <param name="Error">The fault, the state that is left, and the command to run next.</param>
    /// <param name="IsPaused">Whether the consumer is now paused until somebody runs it by hand.</param>
    public sealed record Failed(string Consumer, ConsumerRun? Run, string Error, bool IsPaused) : PollOutcome(Consumer);

    /// <summary>
    /// The definition needs a dataset, version or column that does not exist. The poll fails again until the definition
    /// or the contract changes.
    /// </summary>
    public sealed record Misfit(string Consumer, string Error) : PollOutcome(Consumer);

    /// <summary>
    /// Its files were recorded where they were delivered, and the warehouse does not know of them: it is new, or an older copy.
    /// Nothing is delivered until <see cref="MoveConsumer"/> decides where to continue.
    /// </summary>
    /// <param name="Error">What was found, and the commands to choose from.</param>
    public sealed record Stopped(string Consumer, string Error) : PollOutcome(Consumer);

    /// <summary>Somebody has paused the consumer by hand. A poll does not resume it.</summary>
    public sealed record PausedByHand(string Consumer, ConsumerPause Pause) : PollOutcome(Consumer);

    /// <summary>The consumer is paused since <paramref name="Run"/> failed, and this poll did not resume it.</summary>
    public sealed record Paused(string Consumer, ConsumerRun Run) : PollOutcome(Consumer);
}

/// <param name="Resume">Whether to resume a paused consumer, as a run by hand does. Default: no.</param>
/// <param name="AfterLostWarehouse">Overrides <see cref="ConsumerOptions.AfterLostWarehouse"/>; null does not.</param>
public sealed record PollOptions(bool Resume = false, ConsumeFrom? AfterLostWarehouse = null);

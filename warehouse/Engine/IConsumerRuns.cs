namespace DataShare.Warehouse;

/// <summary>
/// The runs of a consumer. A run's range is recorded in its own transaction before the delivery. So a retry after a crash
/// delivers exactly the same rows under the same name.
/// </summary>
public interface IConsumerRuns
{
    /// <summary>
    /// Continues an unfinished run with its old ranges and one more attempt. Otherwise it begins a run from the consumer's
    /// positions to the newest loaded versions of the tables that it reads. A table without a position begins at its start, or
    /// at its newest version if the read says so.
    /// </summary>
    ValueTask<RunStart> StartAsync(
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken);

    /// <summary>
    /// Moves the positions to the run's end, for deliveries outside the warehouse. Deliveries inside it call
    /// <see cref="IBatchSession.CompleteAsync"/>. May be repeated.
    /// </summary>
    ValueTask FinishAsync(ConsumerRun run, long rows, CancellationToken cancellationToken);

    /// <summary>Records a failed attempt. The run keeps its ranges, and the next start continues it unless the consumer is paused.</summary>
    /// <param name="pause">Whether to pause the consumer until <see cref="ResumeAsync"/>.</param>
    ValueTask FailAsync(ConsumerRun run, string error, bool pause, CancellationToken cancellationToken);

    /// <summary>
    /// Sets the positions of some tables, whatever they were, and abandons an unfinished run. Other tables keep their positions.
    /// </summary>
    ValueTask MoveAsync(string consumer, LakePositions positions, CancellationToken cancellationToken);

    /// <summary>
    /// Resumes a consumer that a failure has paused, and counts its attempts from 1 again. False if none has. Not a consumer that
    /// was paused by hand.
    /// </summary>
    ValueTask<bool> ResumeAsync(string consumer, CancellationToken cancellationToken);

    /// <summary>Pauses a consumer by hand: no run begins, and none continues. False if it was paused already.</summary>
    ValueTask<bool> PauseAsync(string consumer, string? reason, CancellationToken cancellationToken);

    /// <summary>Ends the pause by hand, and resumes the consumer after a failure. False if it was not paused.</summary>
    ValueTask<bool> EndPauseAsync(string consumer, CancellationToken cancellationToken);
}

/// <summary>The state of a consumer when it polls.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>
    /// The tables of a dataset that the consumer begins to read with this call beside others, or with <c>from: newest</c>, and
    /// the versions after which it begins.
    /// </summary>
    public LakePositions Begun { get; init; } = LakePositions.None;

    /// <summary>There are no rows after the positions of the tables that the consumer reads.</summary>
    public sealed record Nothing(LakePositions Positions) : RunStart;

    /// <summary>The consumer is paused after <paramref name="Run"/> failed, until somebody resumes it.</summary>
    public sealed record Paused(ConsumerRun Run) : RunStart;

    /// <summary>Somebody has paused the consumer by hand.</summary>
    public sealed record PausedByHand(ConsumerPause Pause) : RunStart;

    public sealed record Started(ConsumerRun Run) : RunStart;
}

/// <summary>One delivery of a consumer, with one or more attempts.</summary>
/// <param name="Number">Counts a consumer's runs from 1.</param>
/// <param name="Ranges">The delivered versions of each table, recorded before anything is delivered; also of tables without new versions.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="FinishedAt">Null unless finished.</param>
/// <param name="Rows">Rows delivered; 0 unless finished.</param>
/// <param name="Error">The error of the last failed attempt, or null.</param>
public sealed record ConsumerRun(
    string Consumer,
    long Number,
    IReadOnlyList<TableRange> Ranges,
    int Attempt,
    RunStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    long Rows,
    string? Error)
{
    /// <summary>
    /// The range of the numbers that an earlier version of DataShare counted by, if it began this run. The run's files keep the
    /// names that it gave them. Null for other runs.
    /// </summary>
    public SequenceRange? Former { get; init; }
}

/// <summary>A range of the numbers that consumers of earlier versions counted by.</summary>
/// <param name="From">The delivery begins after this number.</param>
public sealed record SequenceRange(long From, long To);

/// <summary>A pause by hand.</summary>
/// <param name="Reason">Null if somebody gave none.</param>
public sealed record ConsumerPause(DateTimeOffset Since, string? Reason);

public enum RunStatus
{
    Started,
    Finished,
    Failed,
    Paused,

    /// <summary>Somebody moved the consumer's positions before it was finished.</summary>
    Abandoned,
}

namespace DataShare.Warehouse;

/// <summary>
/// The runs of a consumer. A run's range is recorded in its own transaction before the delivery. So a retry after a crash
/// delivers exactly the same rows under the same name.
/// </summary>
public interface IConsumerRuns
{
    /// <summary>
    /// Continues an unfinished run with its old range and one more attempt. Otherwise it begins a run from the checkpoint to the
    /// newest sequence of the datasets that the consumer reads. It writes nothing if there is nothing new.
    /// </summary>
    ValueTask<RunStart> StartAsync(
        string consumer,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken);

    /// <summary>
    /// Moves the checkpoint to the run's end, for deliveries outside the warehouse. Deliveries inside it call
    /// <see cref="IBatchSession.CompleteAsync"/>. May be repeated.
    /// </summary>
    ValueTask FinishAsync(ConsumerRun run, long rows, CancellationToken cancellationToken);

    /// <summary>Records a failed attempt. The run keeps its range, and the next start continues it unless the consumer is paused.</summary>
    /// <param name="pause">Whether to pause the consumer until <see cref="ResumeAsync"/>.</param>
    ValueTask FailAsync(ConsumerRun run, string error, bool pause, CancellationToken cancellationToken);

    /// <summary>Resumes a paused consumer and counts its attempts from 1 again. False if it was not paused.</summary>
    ValueTask<bool> ResumeAsync(string consumer, CancellationToken cancellationToken);
}

/// <summary>The state of a consumer when it polls.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>There are no rows after the checkpoint.</summary>
    public sealed record Nothing(long Checkpoint) : RunStart;

    /// <summary>The consumer is paused after <paramref name="Run"/> failed, until somebody resumes it.</summary>
    public sealed record Paused(ConsumerRun Run) : RunStart;

    public sealed record Started(ConsumerRun Run) : RunStart;
}

/// <summary>One delivery of a consumer, with one or more attempts.</summary>
/// <param name="Number">Counts a consumer's runs from 1.</param>
/// <param name="From">The delivery begins after this sequence.</param>
/// <param name="To">The last sequence of the delivery.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="FinishedAt">Null unless finished.</param>
/// <param name="Rows">Rows delivered; 0 unless finished.</param>
/// <param name="Error">The error of the last failed attempt, or null.</param>
public sealed record ConsumerRun(
    string Consumer,
    long Number,
    long From,
    long To,
    int Attempt,
    RunStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    long Rows,
    string? Error);

public enum RunStatus
{
    Started,
    Finished,
    Failed,
    Paused,
}

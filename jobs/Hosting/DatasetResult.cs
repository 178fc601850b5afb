using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Why a step did not come to its end, and the exit code that says whether another try may help.</summary>
internal sealed record Problem(string Message, int ExitCode)
{
    /// <summary>Whether another process takes the dataset's files.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>What one call of <c>ingest</c> did for a dataset.</summary>
/// <param name="Files">In the order they were taken.</param>
/// <param name="Loads">Lake commits that came into the warehouse.</param>
/// <param name="Problem">Null when all of it worked.</param>
internal sealed record DatasetResult(
    DatasetName Dataset, IReadOnlyList<DropOutcome> Files, IReadOnlyList<LoadedCommit> Loads, Problem? Problem)
{
    /// <summary>What was made again before anything was loaded; null when nothing had to be.</summary>
    public RebuildResult? Rebuilt { get; init; }

    public int ExitCode =>
        Problem is not null ? Problem.ExitCode
        : Files.Any(f => f is NotSettled { IsStuck: true }) ? Jobs.ExitCode.Usage
        : Files.Any(HasQuarantine) ? Jobs.ExitCode.Quarantined
        : Jobs.ExitCode.Done;

    private static bool HasQuarantine(DropOutcome outcome) => outcome is Quarantined or NotReplayed or Landed { RejectedRows: > 0 };
}

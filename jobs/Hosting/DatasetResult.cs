using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The reason why a step failed, and the exit code, which shows whether another try may help.</summary>
internal sealed record Problem(string Message, int ExitCode)
{
    /// <summary>Whether the reason is that another process takes the dataset's files.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>The result of one call of <c>ingest</c> for a dataset.</summary>
/// <param name="Files">The files, in the order in which they were taken.</param>
/// <param name="Loads">The lake commits that were loaded into the warehouse.</param>
/// <param name="Problem">Null if everything worked.</param>
internal sealed record DatasetResult(
    DatasetName Dataset, IReadOnlyList<DropOutcome> Files, IReadOnlyList<LoadedCommit> Loads, Problem? Problem)
{
    /// <summary>The rebuild before the load; null if none was necessary.</summary>
    public RebuildResult? Rebuilt { get; init; }

    public int ExitCode =>
        Problem is not null ? Problem.ExitCode
        : Files.Any(f => f is DropOutcome.NotSettled { IsStuck: true }) ? Jobs.ExitCode.Usage
        : Files.Any(HasQuarantine) ? Jobs.ExitCode.Quarantined
        : Jobs.ExitCode.Done;

    private static bool HasQuarantine(DropOutcome outcome) => outcome is DropOutcome.Quarantined or DropOutcome.NotReplayed or DropOutcome.Landed { RejectedRows: > 0 };
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Ends the claim of a drop that has come to its end. A file that was written to after it was read does not go with it: of one
/// that landed the later version goes to quarantine, any other goes back to the inbox. As long as somebody writes it, it
/// stays claimed, and the next run comes by again.
/// </summary>
/// <param name="settle">How long a file must have been left alone of which the system does not tell who writes it.</param>
internal sealed class ClaimEnd(LakeStore lake, DatasetName dataset, TimeSpan settle, TimeProvider time)
{
    private readonly Quarantining quarantine = new(lake, dataset, time);

    /// <param name="taken">The hash of what came to its end: the drop's own, but for one that was taken up after a crash.</param>
    /// <param name="landedAs">The load that has it; null when nothing of it landed.</param>
    /// <returns>What came of a later version; null when there is none.</returns>
    public async Task<DropOutcome?> RunAsync(DropFile drop, ContentHash taken, LoadId? landedAs, CancellationToken cancellationToken)
    {
        if (!File.Exists(drop.Path) || (drop.Hash == taken && await drop.IsAsHashedAsync(cancellationToken)))
        {
            FileClaims.Release(drop.Claim);
            return null;
        }

        if (landedAs is not { } landed)
        {
            FileClaims.PutBack(drop.Claim, drop.IsKeptBySecondName);
            return new NotSettled(dataset, drop.Name, "it was changed after it was read, and is processed again");
        }

        var writers = new FileWriters();
        var (later, whyNot) = await DropFile.HashAsync(drop.Claim, writers, cancellationToken);
        if (later is null || !IsQuiet(later, writers))
        {
            return Waiting(drop.Claim, landed, later is null ? whyNot : "it was changed too recently");
        }

        if (later.Hash == taken)
        {
            FileClaims.Release(drop.Claim);
            return null;
        }

        var outcome = await quarantine.LaterVersionAsync(later, landed, cancellationToken);
        if (!await later.IsAsHashedAsync(cancellationToken) || lake.Quarantine.Find(dataset, outcome.LoadId)?.Sha256 != later.Hash)
        {
            return Waiting(drop.Claim, landed, DropFile.ChangedMeanwhile);
        }

        FileClaims.Release(drop.Claim);
        return outcome;
    }

    /// <summary>That the file of a drop that landed is being written to.</summary>
    /// <param name="why">As a sentence goes on behind the file's name.</param>
    public NotSettled Waiting(FileClaim claim, LoadId landed, string why) => new(
        dataset,
        claim.Name,
        $"it was changed after it had landed as load {landed}, and {why}. It stays in '{claim.Folder}'; when it is complete, the next run moves it to quarantine")
    {
        IsStuck = true,
    };

    private bool IsQuiet(DropFile later, FileWriters writers) =>
        writers.Of(later.Path).State is WriterState.Nobody || time.GetUtcNow() - File.GetLastWriteTimeUtc(later.Path) >= settle;
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The end of a claim. If a file was changed after it was read, the later version does not go with the claim: when the earlier
/// one has landed, it goes to quarantine, otherwise back to the inbox. While somebody is writing it, it stays claimed, and
/// the next run looks again.
/// </summary>
internal sealed partial class LakeLanding
{
    public async Task EndAsync(Drop drop, DropOutcome outcome, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(drop.LoadId);
        switch (outcome)
        {
            case DropOutcome.Landed landed:
                Report(landed);
                await ReleaseAsync(drop, landed.Facts!.Hash, landed.LoadId, cancellationToken);
                break;
            case DropOutcome.Duplicate duplicate:
                Report(duplicate);
                // A process that ended before the commit may have left rejected rows.
                Quarantine.Withdraw(drop.LoadId);
                await KeepMissingAsync(drop, cancellationToken);
                await ReleaseAsync(drop, drop.Hash, drop.Claim.Replay is null ? null : duplicate.Of, cancellationToken);
                break;
            case DropOutcome.NotSettled notSettled:
                await PutBackAsync(drop, notSettled, cancellationToken);
                break;
            default:
                Report(outcome);
                await ReleaseAsync(drop, drop.Claim.Replay is null ? drop.Hash : null, null, cancellationToken);
                break;
        }
    }

    public async Task EndArchiveAsync(Drop archive, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(archive.LoadId);
        await ReleaseAsync(archive, archive.Hash, archive.LoadId, cancellationToken);
    }

    private void Report(DropOutcome outcome)
    {
        outcomes.Add(outcome);
        var name = PrintableText.Of(outcome.Name);
        switch (outcome)
        {
            case DropOutcome.Landed landed:
                foreach (var note in landed.Notes)
                {
                    logger.Noted(name, dataset, PrintableText.Of(note));
                }

                logger.Landed(
                    name, dataset, landed.Contract, landed.AcceptedRows, landed.RejectedRows, landed.Facts!.Bytes, landed.LakeVersion, (long)time.GetElapsedTime(started).TotalMilliseconds);
                break;
            case DropOutcome.Duplicate duplicate:
                logger.Duplicate(name, dataset, duplicate.Of, duplicate.Why);
                break;
            case DropOutcome.Quarantined quarantined:
                logger.Quarantined(name, dataset, PrintableText.Of(quarantined.Reason));
                break;
            case DropOutcome.NotReplayed not:
                logger.NotReplayed(name, dataset, not.Of, PrintableText.Of(not.Reason));
                break;
            case DropOutcome.NotSettled notSettled:
                logger.PutBack(name, dataset, PrintableText.Of(notSettled.Reason));
                break;
        }
    }

    /// <param name="taken">The hash of the bytes that have the outcome. It differs from the drop's hash if the file changed after a crash.</param>
    /// <param name="landedAs">The load that has them; null if nothing landed.</param>
    private async Task ReleaseAsync(Drop drop, ContentHash? taken, LoadId? landedAs, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is { } replay)
        {
            await EndReplayAsync(drop.Claim, replay, landedAs, cancellationToken);
        }
        else if (await EndClaimAsync(drop, taken!.Value, landedAs, cancellationToken) is { } later)
        {
            ReportLater(later);
        }
    }

    /// <summary>Closes the entry if something of it has landed. Whatever stops it, the next run does the same again.</summary>
    private async Task EndReplayAsync(FileClaim claim, ReplayNote replay, LoadId? landedAs, CancellationToken cancellationToken)
    {
        border?.Invoke("replayed");
        if (landedAs is { } load)
        {
            var closure = new QuarantineClosure(QuarantineEnd.Replayed, replay.By, null, time.GetUtcNow(), load);
            await lake.Quarantine.CloseAsync(dataset, replay.OfLoad, closure, cancellationToken);
        }
        else
        {
            // A run that was stopped may have left the rows that it rejected.
            Quarantine.Withdraw(claim.LoadId);
        }

        FileClaims.Release(claim, border);
    }

    /// <summary>The outcome of a later version of the file; null if there is none.</summary>
    private async Task<DropOutcome?> EndClaimAsync(Drop drop, ContentHash taken, LoadId? landedAs, CancellationToken cancellationToken)
    {
        if (!File.Exists(drop.Path) || (drop.Hash == taken && await drop.IsAsHashedAsync(cancellationToken)))
        {
            FileClaims.Release(drop.Claim, border);
            return null;
        }

        if (landedAs is not { } landed)
        {
            FileClaims.PutBack(drop.Claim, drop.IsKeptBySecondName, border);
            return new DropOutcome.NotSettled(dataset, drop.Name, "it was changed after it was read, and is processed again");
        }

        var writers = new FileWriters();
        var (later, whyNot) = await drop.HashAsync(identity, writers, cancellationToken);
        if (later is null || !IsQuiet(later, writers))
        {
            return StillWritten(drop.Claim, landed, later is null ? whyNot : "it was changed too recently");
        }

        if (later.Hash == taken)
        {
            FileClaims.Release(drop.Claim, border);
            return null;
        }

        var outcome = await Quarantine.LaterVersionAsync(later, landed, cancellationToken);
        if (!await later.IsAsHashedAsync(cancellationToken) || lake.Quarantine.Find(dataset, outcome.LoadId)?.Sha256 != later.Hash)
        {
            return StillWritten(drop.Claim, landed, Drop.ChangedMeanwhile);
        }

        FileClaims.Release(drop.Claim, border);
        return outcome;
    }

    /// <summary>Puts a file back that somebody is still writing. If it has landed, it stays claimed instead.</summary>
    private async Task PutBackAsync(Drop drop, DropOutcome.NotSettled outcome, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is { } replay)
        {
            Report(new DropOutcome.NotReplayed(dataset, drop.Name, replay.OfLoad, $"Its file cannot be read: {outcome.Reason}."));
            await ReleaseAsync(drop, null, null, cancellationToken);
        }
        else if (!drop.Claim.IsArchive && await history.ContainsAsync(drop.LoadId, cancellationToken))
        {
            ReportLater(StillWritten(drop.Claim, drop.LoadId, outcome.Reason));
        }
        else
        {
            // Its rows are checked again, under a new load id.
            Quarantine.Withdraw(drop.LoadId);
            FileClaims.PutBack(drop.Claim, drop.IsHashed && drop.IsKeptBySecondName, border);
            Report(outcome);
        }
    }

    private void ReportLater(DropOutcome outcome)
    {
        outcomes.Add(outcome);
        logger.WrittenLater(PrintableText.Of(outcome.Name), dataset, PrintableText.Of(outcome switch
        {
            DropOutcome.Quarantined quarantined => quarantined.Reason,
            DropOutcome.NotSettled waiting => waiting.Reason,
            _ => "",
        }));
    }

    /// <param name="why">Continues a sentence that begins with the file's name.</param>
    private DropOutcome.NotSettled StillWritten(FileClaim claim, LoadId landed, string why) => new(
        dataset,
        claim.Name,
        $"it was changed after it had landed as load {landed}, and {why}. It stays in '{claim.Folder}'; when it is complete, the next run moves it to quarantine")
    {
        IsStuck = true,
    };

    private bool IsQuiet(Drop later, FileWriters writers) =>
        writers.Of(later.Path).State is WriterState.Nobody || time.GetUtcNow() - File.GetLastWriteTimeUtc(later.Path) >= settle;

    /// <summary>Keeps the bytes again if those of the earlier load are damaged or gone: these are the same.</summary>
    private async Task KeepMissingAsync(Drop drop, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is null && !await lake.Raw.HasAsync(dataset, drop.Hash, cancellationToken))
        {
            await lake.Raw.KeepAsync(dataset, drop.Raw, cancellationToken);
        }
    }
}

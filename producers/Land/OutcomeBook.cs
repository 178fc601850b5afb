using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Writes down what came of each drop, and ends its claim: the last step of its way.</summary>
internal sealed class OutcomeBook(DatasetName dataset, ILogger logger, TimeProvider time, ClaimEnd end)
{
    private readonly List<DropOutcome> outcomes = [];
    private readonly long started = time.GetTimestamp();

    public IReadOnlyList<DropOutcome> Outcomes => outcomes;

    public void Add(IEnumerable<NotSettled> others) => outcomes.AddRange(others);

    /// <param name="facts">As the log has them; the hash too, of a drop that was taken up after a crash.</param>
    public async Task LandedAsync(DropFile drop, CommittedDrop facts, long lakeVersion, string? quarantineFolder, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(drop.LoadId);
        outcomes.Add(new Landed(
            dataset, drop.Name, drop.LoadId, facts.Contract, facts.AcceptedRows, facts.RejectedRows, lakeVersion, quarantineFolder)
        {
            Notes = facts.Notes,
        });
        foreach (var note in facts.Notes)
        {
            logger.Noted(PrintableText.Of(drop.Name), dataset, PrintableText.Of(note));
        }

        var durationMs = (long)time.GetElapsedTime(started).TotalMilliseconds;
        logger.Landed(
            PrintableText.Of(drop.Name), dataset, facts.Contract, facts.AcceptedRows, facts.RejectedRows, facts.Bytes, lakeVersion, durationMs);
        await EndAsync(drop, facts.Hash, drop.LoadId, cancellationToken);
    }

    public async Task QuarantinedAsync(DropFile drop, Quarantined outcome, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(drop.LoadId);
        outcomes.Add(outcome);
        logger.Quarantined(PrintableText.Of(drop.Name), dataset, PrintableText.Of(outcome.Reason));
        await EndAsync(drop, drop.Hash, null, cancellationToken);
    }

    /// <summary>What came of a file that was not staged.</summary>
    public async Task RefusedAsync(DropFile drop, DropOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case Quarantined quarantined:
                await QuarantinedAsync(drop, quarantined, cancellationToken);
                break;
            case NotReplayed not:
                NotReplayed(drop.Claim, not.Reason);
                break;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal.");
        }
    }

    public async Task DuplicateAsync(DropFile drop, KnownDrop known, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(drop.LoadId);
        outcomes.Add(new Duplicate(dataset, drop.Name, known.Of, known.Why));
        logger.Duplicate(PrintableText.Of(drop.Name), dataset, known.Of, known.Why);
        await EndAsync(drop, drop.Hash, null, cancellationToken);
    }

    /// <summary>All members of an archive have come to their ends.</summary>
    public async Task TakenApartAsync(DropFile archive, CancellationToken cancellationToken)
    {
        using var scope = logger.BeginLoad(archive.LoadId);
        await EndAsync(archive, archive.Hash, archive.LoadId, cancellationToken);
    }

    /// <summary>Somebody still writes the file: it goes back to where it was.</summary>
    /// <param name="why">As a sentence goes on behind the file's name.</param>
    /// <param name="isKept">Whether its bytes are kept under a second name of the same file.</param>
    public void NotSettled(FileClaim claim, string why, bool isKept = false)
    {
        if (claim.Replay is not null)
        {
            NotReplayed(claim, $"Its file cannot be read: {why}.");
            return;
        }

        using var scope = logger.BeginLoad(claim.LoadId);
        FileClaims.PutBack(claim, isKept);
        outcomes.Add(new NotSettled(dataset, claim.Name, why));
        logger.PutBack(PrintableText.Of(claim.Name), dataset, PrintableText.Of(why));
    }

    public void Changed(DropFile drop) => NotSettled(drop.Claim, DropFile.ChangedMeanwhile, drop.IsKeptBySecondName);

    /// <summary>Somebody writes into a file that has landed: it stays claimed.</summary>
    public void WrittenLater(FileClaim claim, string why)
    {
        using var scope = logger.BeginLoad(claim.LoadId);
        AddLater(end.Waiting(claim, claim.LoadId, why));
    }

    /// <summary>The entry stays as it is.</summary>
    public void NotReplayed(FileClaim claim, string reason)
    {
        using var scope = logger.BeginLoad(claim.LoadId);
        var of = claim.Replay!.OfLoad;
        outcomes.Add(new NotReplayed(dataset, claim.Name, of, reason));
        logger.NotReplayed(PrintableText.Of(claim.Name), dataset, of, PrintableText.Of(reason));
    }

    /// <summary>A replay ends its claim when its entry is closed.</summary>
    private async Task EndAsync(DropFile drop, ContentHash taken, LoadId? landedAs, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is null && await end.RunAsync(drop, taken, landedAs, cancellationToken) is { } later)
        {
            AddLater(later);
        }
    }

    private void AddLater(DropOutcome outcome)
    {
        outcomes.Add(outcome);
        logger.WrittenLater(PrintableText.Of(outcome.Name), dataset, PrintableText.Of(outcome switch
        {
            Quarantined quarantined => quarantined.Reason,
            NotSettled waiting => waiting.Reason,
            _ => "",
        }));
    }
}

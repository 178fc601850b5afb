using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Writes down what came of each drop, and ends its claim: the last step of its way.</summary>
internal sealed class OutcomeBook(DatasetName dataset, ILogger logger, TimeProvider time)
{
    private readonly List<DropOutcome> outcomes = [];
    private readonly long started = time.GetTimestamp();

    public IReadOnlyList<DropOutcome> Outcomes => outcomes;

    public void Add(IEnumerable<NotSettled> others) => outcomes.AddRange(others);

    public void Landed(DropFile drop, CommittedDrop facts, long lakeVersion, string? quarantineFolder)
    {
        using var scope = Scope(drop.LoadId);
        End(drop.Claim);
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
    }

    public void Quarantined(DropFile drop, Quarantined outcome)
    {
        using var scope = Scope(drop.LoadId);
        End(drop.Claim);
        outcomes.Add(outcome);
        logger.Quarantined(PrintableText.Of(drop.Name), dataset, PrintableText.Of(outcome.Reason));
    }

    /// <summary>What came of a file that was not staged.</summary>
    public void Refused(DropFile drop, DropOutcome outcome)
    {
        switch (outcome)
        {
            case Quarantined quarantined:
                Quarantined(drop, quarantined);
                break;
            case NotReplayed not:
                NotReplayed(drop.Claim, not.Reason);
                break;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal.");
        }
    }

    public void Duplicate(DropFile drop, LoadId of)
    {
        using var scope = Scope(drop.LoadId);
        End(drop.Claim);
        outcomes.Add(new Duplicate(dataset, drop.Name, of));
        logger.Duplicate(PrintableText.Of(drop.Name), dataset, of);
    }

    /// <summary>Somebody still writes the file: it goes back to where it was.</summary>
    public void NotSettled(FileClaim claim)
    {
        if (claim.Replay is not null)
        {
            NotReplayed(claim, "It changed while it was being read.");
            return;
        }

        using var scope = Scope(claim.LoadId);
        FileClaims.PutBack(claim);
        outcomes.Add(new NotSettled(dataset, claim.Name, "it changed while it was being read"));
        logger.PutBack(PrintableText.Of(claim.Name), dataset);
    }

    /// <summary>The entry stays as it is.</summary>
    public void NotReplayed(FileClaim claim, string reason)
    {
        using var scope = Scope(claim.LoadId);
        End(claim);
        var of = claim.Replay!.OfLoad;
        outcomes.Add(new NotReplayed(dataset, claim.Name, of, reason));
        logger.NotReplayed(PrintableText.Of(claim.Name), dataset, of, PrintableText.Of(reason));
    }

    /// <summary>A replay ends its claim when its entry is closed.</summary>
    private static void End(FileClaim claim)
    {
        if (claim.Replay is null)
        {
            FileClaims.Release(claim);
        }
    }

    private IDisposable? Scope(LoadId loadId) =>
        logger.BeginScope(new KeyValuePair<string, object>[] { new("LoadId", loadId.Value) });
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The end of a claim that is a replay, which goes the way of any drop: the old entry is closed, and last the claim ends.
/// Whatever stops it in between, the next run does the same again under the same load id.
/// </summary>
internal sealed class ReplayRun(LakeStore lake, DatasetName dataset, Quarantining quarantine, TimeProvider time)
{
    /// <summary>Closes the entry when something of it has landed, and ends the claim.</summary>
    /// <param name="landed">As what; null when nothing has.</param>
    public async Task EndAsync(FileClaim claim, LoadId? landed, CancellationToken cancellationToken)
    {
        var note = claim.Replay!;
        if (landed is { } load)
        {
            var closure = new QuarantineClosure(QuarantineEnd.Replayed, note.By, null, time.GetUtcNow(), load);
            await lake.Quarantine.CloseAsync(dataset, note.OfLoad, closure, cancellationToken);
        }
        else
        {
            // A run that was stopped may have left the rows it rejected.
            quarantine.Withdraw(claim.LoadId);
        }

        FileClaims.Release(claim);
    }

    /// <summary>The load that something has landed as; null when nothing has.</summary>
    public static LoadId? LandedAs(DropOutcome outcome) => outcome switch
    {
        Landed landed => landed.LoadId,
        Duplicate duplicate => duplicate.Of,
        _ => null,
    };
}

namespace DataShare.Producers;

/// <summary>Ends drops of which nothing may land, before anything of them is staged.</summary>
internal sealed class RefusedDrops(IDropEnds ends)
{
    public async Task RunAsync(DropFile drop, Refusal refusal, CancellationToken cancellationToken)
    {
        if (!drop.IsUnchanged())
        {
            // Half a file looks broken. It is no reason for quarantine: the other half is still to come.
            ends.Changed(drop);
        }
        else if (drop.Claim.Replay is { } replay)
        {
            await ends.RefusedAsync(drop, new NotReplayed(drop.Claim.Inbox.Dataset, drop.Name, replay.OfLoad, refusal.Reason), cancellationToken);
        }
        else
        {
            using var entry = ends.Quarantine.Begin(drop.LoadId);
            await ends.RefusedAsync(drop, await ends.Quarantine.FileAsync(entry, drop, null, refusal, null, cancellationToken), cancellationToken);
        }
    }
}

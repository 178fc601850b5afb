using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Tells drops that are in the lake already from those that are news, and ends them.</summary>
internal sealed class KnownDrops(LakeStore lake, DatasetName dataset, DropIdentity identity, KnownContent content, Quarantining quarantine, OutcomeBook book)
{
    /// <summary>
    /// Those that land next, and those to be asked for after them, both in their order; the others are done with here. What
    /// is the same as one of the next is asked for when it is known what came of that one.
    /// </summary>
    public async Task<(List<DropFile> Next, List<DropFile> Later)> SortAsync(IReadOnlyList<DropFile> drops, CancellationToken cancellationToken)
    {
        var (next, later, seen) = (new List<DropFile>(), new List<DropFile>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var drop in drops)
        {
            var waits = (content.GoesByOrder && later.Count > 0) || seen.Contains(drop.Identity(identity));
            if (waits)
            {
                later.Add(drop);
            }
            else if (await HasLandedAsync(drop, cancellationToken))
            {
                // Its claim is ended.
            }
            else if (await content.OfAsync(drop, null, cancellationToken) is not { } known)
            {
                next.Add(drop);
                seen.Add(drop.Identity(identity));
            }
            else if (content.GoesByOrder && next.Count > 0)
            {
                later.Add(drop);
            }
            else
            {
                await EndAsync(drop, known, cancellationToken);
            }
        }

        return (next, later);
    }

    /// <summary>Whether the drop is the same as a load now that its version is known; then it is done with.</summary>
    public async Task<bool> IsKnownAsync(DropFile drop, DataContract contract, CancellationToken cancellationToken)
    {
        if (!content.GoesByVersion || await content.OfAsync(drop, contract, cancellationToken) is not { } known)
        {
            return false;
        }

        await EndAsync(drop, known, cancellationToken);
        return true;
    }

    /// <summary>Whether the claim's load is in the log, in whichever major.</summary>
    public async Task<bool> HasLandedAsync(LoadId loadId, CancellationToken cancellationToken)
    {
        foreach (var table in lake.TablesOf(dataset).Select(lake.Table))
        {
            if (await table.ContainsAsync(loadId, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task EndAsync(DropFile drop, KnownDrop known, CancellationToken cancellationToken)
    {
        // A process that ended before it could commit may have left rejected rows.
        quarantine.Withdraw(drop.LoadId);
        await KeepMissingAsync(drop, cancellationToken);
        await book.DuplicateAsync(drop, known, cancellationToken);
    }

    /// <summary>
    /// A process committed it and ended before it could clean up, perhaps before the log was flushed. The load id alone says
    /// so, whatever came since.
    /// </summary>
    private async Task<bool> HasLandedAsync(DropFile drop, CancellationToken cancellationToken)
    {
        foreach (var table in lake.TablesOf(dataset).Select(lake.Table))
        {
            if (await table.ContainsAsync(drop.LoadId, cancellationToken))
            {
                await table.FlushLogAsync(cancellationToken);
                await LandedBeforeAsync(table, drop, cancellationToken);
                return true;
            }
        }

        return false;
    }

    /// <summary>The bytes of the first drop may be damaged or gone by now: these are the same.</summary>
    private async Task KeepMissingAsync(DropFile drop, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is null && !await lake.Raw.HasAsync(dataset, drop.Hash, cancellationToken))
        {
            await lake.Raw.KeepAsync(dataset, drop.Hash, drop.Path, drop.Extension, cancellationToken);
        }
    }

    private async Task LandedBeforeAsync(DeltaTable table, DropFile drop, CancellationToken cancellationToken)
    {
        await foreach (var commit in table.CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.Drops.FirstOrDefault(d => d.LoadId == drop.LoadId) is { } facts)
            {
                var folder = facts.RejectedRows > 0 ? lake.Layout.QuarantineFolder(dataset, drop.LoadId) : null;
                await book.LandedAsync(drop, facts, commit.Version, folder, cancellationToken);
                return;
            }
        }
    }
}

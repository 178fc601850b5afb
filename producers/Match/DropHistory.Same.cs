using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Finds out whether the content of a drop has landed before, under any major: the views of each major show the rows of all.
/// Appended content counts for ever. Merged content and snapshots count until another drop of the dataset lands; after
/// that, the same content can land again.
/// </summary>
internal sealed partial class DropHistory
{
    private readonly bool hasAppends = newestFirst.Any(c => c.Write.Mode is WriteMode.Append);

    /// <summary>Whether the order of drops decides if a drop is a duplicate.</summary>
    public bool GoesByOrder { get; } = newestFirst.Any(c => c.Write.Mode is not WriteMode.Append);

    /// <summary>Whether the contract version of a drop decides as well.</summary>
    public bool GoesByVersion => hasAppends && GoesByOrder;

    /// <summary>The load with the same content; null if the drop is not a duplicate.</summary>
    /// <param name="contract">The version of the drop; null when it is not known yet.</param>
    public async Task<SameLoad?> SameAsync(Drop drop, DataContract? contract, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is { } replay && await FindAsync(IdentityOf.Replay(replay.OfLoad), cancellationToken) is [(_, var replayed), ..])
        {
            return new SameLoad(replayed, Sameness.Replayed);
        }

        if (drop.Claim.Again)
        {
            return null;
        }

        var content = drop.Identity;
        var found = await FindAsync(content, cancellationToken);
        if (found.Where(f => ModeOf(f.Table) is WriteMode.Append).ToList() is [var appended, ..])
        {
            return new SameLoad(appended.Load, Sameness.Appended);
        }

        if (await SameAsLastAsync(drop, content, cancellationToken) is { } last)
        {
            return last;
        }

        // If the rows were merged before and are appended now, the table would have them twice.
        var appends = contract is null ? !GoesByOrder : contract.Write.Mode is WriteMode.Append;
        return appends && found.Count > 0 ? new SameLoad(found[0].Load, Sameness.Appended) : null;
    }

    /// <summary>Whether a drop under another major has landed since the last one under this version's major.</summary>
    public async Task<bool> IsBehindAsync(DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is not WriteMode.Append
        && await LastAsync(cancellationToken) is { } last
        && last.Table.Major != contract.Version.Major;

    private async Task<SameLoad?> SameAsLastAsync(Drop drop, string content, CancellationToken cancellationToken)
    {
        if (!GoesByOrder || await LastAsync(cancellationToken) is not { } last)
        {
            return null;
        }

        var why = ModeOf(last.Table) is WriteMode.Snapshot ? Sameness.CurrentSnapshot : Sameness.CameLast;
        if (last.Identities.Contains(content))
        {
            return new SameLoad(last.LoadId, why);
        }

        // When an archive comes again, only its last member was the last drop to land, but every member is a duplicate.
        if (drop.Claim.Member?.Archive is { } archive && last.Identities.Contains(IdentityOf.Archive(archive)))
        {
            var member = drop.LoadId.MemberIn(last.LoadId);
            return await ContainsAsync(member, cancellationToken) ? new SameLoad(member, why) : null;
        }

        return null;
    }
}

/// <summary>A load with the same content as a drop.</summary>
internal sealed record SameLoad(LoadId Of, Sameness Why);

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Whether what a drop holds is there already, in whichever major: their views show each other's rows. What was appended is
/// there for ever. What was merged, or was a snapshot, is there until another drop of the dataset lands: to go back to it is
/// news. Asks only.
/// </summary>
/// <param name="newestFirst">The versions that take files.</param>
internal sealed class KnownContent(DropHistory history, ContractCatalog catalog, IReadOnlyList<DataContract> newestFirst)
{
    private readonly DatasetName dataset = newestFirst[0].Dataset;
    private readonly DropIdentity identity = newestFirst[0].Inbox.Arrival.Identity;
    private readonly bool hasAppends = newestFirst.Any(c => c.Write.Mode is WriteMode.Append);

    /// <summary>Whether a drop's place among the others decides if it is the same.</summary>
    public bool GoesByOrder { get; } = newestFirst.Any(c => c.Write.Mode is not WriteMode.Append);

    /// <summary>Whether the version that a drop fits decides it, too.</summary>
    public bool GoesByVersion => hasAppends && GoesByOrder;

    /// <summary>The load that a drop is the same as; null when it is news.</summary>
    /// <param name="contract">The version that it fits; null when that is not known yet.</param>
    public async Task<KnownDrop?> OfAsync(DropFile drop, DataContract? contract, CancellationToken cancellationToken)
    {
        if (drop.Claim.Replay is { } replay
            && await history.FindAsync(IdentityOf.Replay(replay.OfLoad), cancellationToken) is [(_, var replayed), ..])
        {
            return new KnownDrop(replayed, Sameness.Replayed);
        }

        if (drop.Claim.Again)
        {
            return null;
        }

        var content = drop.Identity(identity);
        var found = await history.FindAsync(content, cancellationToken);
        if (found.Where(f => ModeOf(f.Table) is WriteMode.Append).ToList() is [var appended, ..])
        {
            return new KnownDrop(appended.Load, Sameness.Appended);
        }

        if (await SameAsLastAsync(drop, content, cancellationToken) is { } last)
        {
            return last;
        }

        // Merged rows that are appended now would be there twice.
        var appends = contract is null ? !GoesByOrder : contract.Write.Mode is WriteMode.Append;
        return appends && found.Count > 0 ? new KnownDrop(found[0].Load, Sameness.Appended) : null;
    }

    /// <summary>Whether what a version's table has last is not the last of all: a drop under another major came since.</summary>
    public async Task<bool> IsBehindAsync(DataContract contract, CancellationToken cancellationToken) =>
        contract.Write.Mode is not WriteMode.Append
        && await history.LastAsync(cancellationToken) is { } last
        && last.Table.Major != contract.Version.Major;

    private async Task<KnownDrop?> SameAsLastAsync(DropFile drop, string content, CancellationToken cancellationToken)
    {
        if (!GoesByOrder || await history.LastAsync(cancellationToken) is not { } last)
        {
            return null;
        }

        var why = ModeOf(last.Table) is WriteMode.Snapshot ? Sameness.CurrentSnapshot : Sameness.CameLast;
        if (last.Identities.Contains(content))
        {
            return new KnownDrop(last.LoadId, why);
        }

        // Of an archive that comes again the first members are not the last that came, but the archive is.
        if (drop.Claim.Member?.Archive is { } archive && last.Identities.Contains(IdentityOf.Archive(archive)))
        {
            var member = drop.LoadId.MemberIn(last.LoadId);
            return await history.ContainsAsync(member, cancellationToken) ? new KnownDrop(member, why) : null;
        }

        return null;
    }

    /// <summary>Of a major that no contract is left of nothing is known, and nothing of it is to come twice.</summary>
    private WriteMode ModeOf(LakeTableId table) => catalog.Majors(dataset).Find(table.Major)?.Write.Mode ?? WriteMode.Append;
}

/// <summary>A load that a drop is the same as.</summary>
internal sealed record KnownDrop(LoadId Of, Sameness Why);

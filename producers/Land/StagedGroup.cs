using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Drops of one contract version whose accepted rows are in parts that no commit contains yet.</summary>
/// <param name="Drops">The drops with rows in the parts.</param>
/// <param name="Ended">The drops of the group that have an outcome already; the parts have none of their rows.</param>
/// <param name="Rest">Groups to stage and land after this one, in order.</param>
internal sealed record StagedGroup(
    DataContract Contract,
    IReadOnlyList<Drop> Drops,
    IReadOnlyList<(Drop Drop, DropOutcome Outcome)> Ended,
    IReadOnlyList<TablePart> Parts,
    IReadOnlyList<IReadOnlyList<Drop>> Rest)
{
    /// <summary>As in <see cref="CommitDraft.KeptParts"/>.</summary>
    public IReadOnlyList<TablePart>? KeptParts { get; init; }

    /// <summary>As in <see cref="CommitDraft.Amends"/>.</summary>
    public bool Amends { get; init; }

    /// <summary>As in <see cref="CommitDraft.Follows"/>.</summary>
    public long? Follows { get; init; }

    public LakeTableId Table => new(Contract.Dataset, Contract.Version.Major);

    public IEnumerable<TablePart> AllParts => Parts.Concat(KeptParts ?? []);

    /// <summary>Removes its parts: it will not be committed.</summary>
    public void Discard(LakeLayout staging)
    {
        var folder = staging.TableFolder(Table);
        foreach (var part in AllParts)
        {
            File.Delete(Path.Combine(folder, part.Name));
        }
    }

    public CommitDraft Draft() => new()
    {
        Contract = Contract,
        Drops = [.. Drops.Select(d => new CommittedDrop(
            d.LoadId,
            d.Identity,
            d.Name,
            d.Hash,
            d.Bytes,
            Contract.Version,
            d.AcceptedRows,
            d.RejectedRows,
            d.CorrelationId,
            d.Claim.Replay?.OfLoad)
        {
            Notes = d.Notes,
            WrittenAt = d.WrittenAt,
            // Appended content counts for ever, so the identities of the members are enough.
            Archive = Contract.Write.Mode is WriteMode.Append ? null : d.Claim.Member?.Archive,
        })],
        Parts = Parts,
        KeptParts = KeptParts,
        Amends = Amends,
        Follows = Follows,
        AllowSameContent = Drops.Any(d => d.Claim.Again || d.IsNews),
    };
}

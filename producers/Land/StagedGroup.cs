using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Drops of one contract whose accepted rows are in parts that no commit names yet.</summary>
/// <param name="Refused">Drops that went to quarantine as a whole; no row of theirs is in the parts.</param>
/// <param name="Changed">Drops that looked broken because somebody still writes them; no row of theirs is in the parts.</param>
/// <param name="Rest">Groups that were not staged, to be landed after this one, in their order.</param>
internal sealed record StagedGroup(
    DataContract Contract,
    IReadOnlyList<StagedDrop> Drops,
    IReadOnlyList<(DropFile File, DropOutcome Outcome)> Refused,
    IReadOnlyList<DropFile> Changed,
    IReadOnlyList<TablePart> Parts,
    IReadOnlyList<IReadOnlyList<FittedDrop>> Rest)
{
    /// <summary>As in <see cref="CommitDraft.KeptParts"/>.</summary>
    public IReadOnlyList<TablePart>? KeptParts { get; init; }

    /// <summary>As in <see cref="CommitDraft.Amends"/>.</summary>
    public bool Amends { get; init; }

    /// <summary>As in <see cref="CommitDraft.Follows"/>.</summary>
    public long? Follows { get; init; }

    public IEnumerable<TablePart> AllParts => Parts.Concat(KeptParts ?? []);

    /// <summary>Removes its parts: it is not going to be committed.</summary>
    public void Discard(LakeLayout into)
    {
        var folder = into.TableFolder(new LakeTableId(Contract.Dataset, Contract.Version.Major));
        foreach (var part in AllParts)
        {
            File.Delete(Path.Combine(folder, part.Name));
        }
    }

    public CommitDraft Draft(DropIdentity identity) => new()
    {
        Contract = Contract,
        Drops = [.. Drops.Select(d => new CommittedDrop(
            d.File.LoadId,
            d.File.Identity(identity),
            d.File.Name,
            d.File.Hash,
            d.File.Bytes,
            Contract.Version,
            d.AcceptedRows,
            d.RejectedRows,
            d.CorrelationId,
            d.File.Claim.Replay?.OfLoad)
        {
            Notes = d.Notes,
            WrittenAt = d.File.WrittenAt,
            // Where content counts for ever, that of the members says all.
            Archive = Contract.Write.Mode is WriteMode.Append ? null : d.File.Claim.Member?.Archive,
        })],
        Parts = Parts,
        KeptParts = KeptParts,
        Amends = Amends,
        Follows = Follows,
        AllowSameContent = Drops.Any(d => d.File.Claim.Again || d.IsNews),
    };
}

/// <param name="QuarantineFolder">Where its rejected rows are; null when there are none.</param>
/// <param name="CorrelationId">The producer's own, or null.</param>
/// <param name="IsNews">As in <see cref="FittedDrop"/>.</param>
internal sealed record StagedDrop(
    DropFile File, long AcceptedRows, long RejectedRows, string? QuarantineFolder, string? CorrelationId, bool IsNews)
{
    /// <summary>Rules that it breaks and lands all the same, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

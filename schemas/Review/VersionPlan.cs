namespace DataShare.Schemas;

/// <summary>The version that an edited contract should be, and what is left to do.</summary>
/// <param name="Written">The contract in the file now.</param>
/// <param name="Verdict">The verdict on the contract under the proposed number.</param>
/// <param name="Mapping">The missing lines of a new major's mapping.</param>
/// <param name="IsEdit">Whether it is the file of a published version, which must not change.</param>
public sealed record VersionPlan(DataContract Written, CompatibilityVerdict Verdict, MappingDraft Mapping, bool IsEdit)
{
    private static readonly MappingDraft NoMapping = new([], []);

    public ContractVersion Version => Verdict.Candidate.Version;

    /// <summary>The reasons why the proposed version cannot be published. Somebody has to decide about them.</summary>
    public IReadOnlyList<string> Open => Verdict.Refusals;

    /// <param name="published">All published versions of the dataset.</param>
    /// <param name="isEdit">Whether <paramref name="written"/> is in the file of a published version.</param>
    public static VersionPlan Of(DataContract written, IReadOnlyList<DataContract> published, bool isEdit, IReadOnlyList<ReaderNeeds> readers, DateOnly today)
    {
        var kept = published.Where(p => p.TakesFiles || p.Status is "retired").ToList();
        var newest = kept.Where(p => p.Version.Major == written.Version.Major).Select(p => (ContractVersion?)p.Version).Max();
        var first = newest is { } last && (isEdit || written.Version <= last) ? last with { Patch = last.Patch + 1 } : written.Version;
        var verdict = CompatibilityGuard.Judge(written with { Version = first }, kept, readers, today);
        if (verdict.NumberNeeded is { } needed)
        {
            verdict = CompatibilityGuard.Judge(written with { Version = needed }, kept, readers, today);
        }

        return new VersionPlan(
            written,
            verdict,
            verdict is { IsNewMajor: true, Against: { } before } ? MappingDraft.Of(before, verdict.Candidate) : NoMapping,
            isEdit);
    }
}

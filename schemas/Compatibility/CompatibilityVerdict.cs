namespace DataShare.Schemas;

/// <summary>Says if a version can be published, and why not.</summary>
/// <param name="Against">The previous version; null for the first of a dataset.</param>
/// <param name="Changes">Changes against that version, then changes that show only against an earlier one.</param>
/// <param name="StepNeeded">The step that the version number needs, from the previous version.</param>
/// <param name="Breaks">
/// The readers of changed columns. A new major version does not affect them; they are only reported.
/// </param>
/// <param name="Refusals">Sentences; empty if the version is admitted.</param>
/// <param name="Warnings">Warnings, for admitted and for refused versions.</param>
public sealed record CompatibilityVerdict(
    DataContract Candidate,
    DataContract? Against,
    CompatibilityMode Mode,
    IReadOnlyList<JudgedChange> Changes,
    VersionStep StepNeeded,
    IReadOnlyList<ReaderBreak> Breaks,
    IReadOnlyList<string> Refusals,
    IReadOnlyList<string> Warnings)
{
    public bool IsAdmitted => Refusals.Count == 0;

    /// <summary>The number to use instead; null if its own number is right.</summary>
    public ContractVersion? NumberNeeded { get; init; }

    /// <summary>
    /// Whether it is the first of a major version, which is always admitted because it has its own table.
    /// </summary>
    public bool IsNewMajor => Against is not null && Against.Version.Major != Candidate.Version.Major;
}

/// <summary>A change and the decision about it.</summary>
/// <param name="Against">The earlier version that it was found against.</param>
/// <param name="IsRefused">Whether it prevents the version from being published.</param>
/// <param name="Waivers">The waivers that allow it; empty if none is needed or there is none.</param>
public sealed record JudgedChange(DataContract Against, ContractChange Change, bool IsRefused, IReadOnlyList<Waiver> Waivers);

/// <summary>A reader that a change breaks.</summary>
/// <param name="Text">
/// Such as <c>breaks revenue (bi@example.com): reads amount, which 2.0.0 renames to total</c>.
/// </param>
/// <param name="Waiver">The waiver in force for this reader and change; null if there is none.</param>
public sealed record ReaderBreak(ReaderNeeds Reader, ContractChange Change, string Text, Waiver? Waiver);

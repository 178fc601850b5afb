namespace DataShare.Schemas;

/// <summary>Whether a version may be published, and why not.</summary>
/// <param name="Against">The version before it; null for the first of a dataset.</param>
/// <param name="Changes">Against that version, then what shows only against an earlier one.</param>
/// <param name="StepNeeded">What the version number has to move, from the version before.</param>
/// <param name="Breaks">Who reads what changes. Of a new major version they are told, and stay where they are.</param>
/// <param name="Refusals">Sentences; empty when it is admitted.</param>
/// <param name="Warnings">What to think of, whether it is admitted or not.</param>
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

    /// <summary>What to call it instead; null when its own number will do.</summary>
    public ContractVersion? NumberNeeded { get; init; }

    /// <summary>Whether it begins a major version, which is always admitted: it has a table of its own.</summary>
    public bool IsNewMajor => Against is not null && Against.Version.Major != Candidate.Version.Major;
}

/// <summary>A change and what became of it.</summary>
/// <param name="Against">The earlier version that it was found against.</param>
/// <param name="IsRefused">Whether it keeps the version from being published.</param>
/// <param name="Waivers">Those that let it in; empty when there is no need of one, or none.</param>
public sealed record JudgedChange(DataContract Against, ContractChange Change, bool IsRefused, IReadOnlyList<Waiver> Waivers);

/// <summary>A reader that a change breaks.</summary>
/// <param name="Text">Such as <c>breaks revenue (bi@example.com): reads amount, which 2.0.0 renames to total</c>.</param>
/// <param name="Waiver">The one in force for this reader and change; null when there is none.</param>
public sealed record ReaderBreak(ReaderNeeds Reader, ContractChange Change, string Text, Waiver? Waiver);

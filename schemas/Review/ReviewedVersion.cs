using System.Globalization;

namespace DataShare.Schemas;

/// <summary>An unpublished contract version, and the result of its review.</summary>
/// <param name="Verdict">Null if it could not be compared, because it is an edited published version.</param>
/// <param name="Refusals">Sentences; empty if it can be published.</param>
/// <param name="Warnings">Warnings, whether it is refused or not.</param>
public sealed record ReviewedVersion(
    DataContract Contract, CompatibilityVerdict? Verdict, IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings)
{
    /// <summary>Parts that can never work. The refusals contain them too.</summary>
    public IReadOnlyList<SourceProblem> Faults { get; init; } = [];

    /// <summary>Sentences about things that a correct version waits for; empty if it does not have to wait.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The recent files under the major that it is compared with; null if there is no lake.</summary>
    public RecentFiles? Recent { get; init; }

    public bool IsAdmitted => Refusals.Count + Held.Count == 0;

    /// <summary>The readers that it breaks, each once, in words.</summary>
    public IReadOnlyList<string> Broken => [.. (Verdict?.Breaks ?? []).Select(Said).Distinct(StringComparer.Ordinal)];

    /// <summary>The text of a fault in the refusals.</summary>
    public static string Said(SourceProblem fault) => string.Create(CultureInfo.InvariantCulture, $"{fault.Message} (line {fault.Line})");

    private string Said(ReaderBreak broken) => broken switch
    {
        { Waiver: { } waiver } => FormattableString.Invariant($"{broken.Text} (waived until {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy})"),
        _ when Verdict!.IsNewMajor => FormattableString.Invariant($"{broken.Text}; it stays on {broken.Reader.Major}.x until it moves"),
        _ => broken.Text,
    };
}

using System.Globalization;

namespace DataShare.Schemas;

/// <summary>A version of a contract that is not published yet, and what came of looking at it.</summary>
/// <param name="Verdict">Null when it could not be compared: it stands in place of a published version.</param>
/// <param name="Refusals">Sentences; empty when it may be published.</param>
/// <param name="Warnings">What to think of, whether it is refused or not.</param>
public sealed record ReviewedVersion(
    DataContract Contract, CompatibilityVerdict? Verdict, IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings)
{
    /// <summary>What of it can never work; each is among the refusals.</summary>
    public IReadOnlyList<SourceProblem> Faults { get; init; } = [];

    /// <summary>Sentences: what it waits for, though nothing is wrong in it; empty when it need not wait.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>What came lately under the major that it is compared with; null where there is no lake to look into.</summary>
    public RecentFiles? Recent { get; init; }

    public bool IsAdmitted => Refusals.Count + Held.Count == 0;

    /// <summary>Whom it breaks, each once, in words.</summary>
    public IReadOnlyList<string> Broken => [.. (Verdict?.Breaks ?? []).Select(Said).Distinct(StringComparer.Ordinal)];

    /// <summary>A fault as one of its refusals.</summary>
    public static string Said(SourceProblem fault) => string.Create(CultureInfo.InvariantCulture, $"{fault.Message} (line {fault.Line})");

    private string Said(ReaderBreak broken) => broken switch
    {
        { Waiver: { } waiver } => FormattableString.Invariant($"{broken.Text} (waived until {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy})"),
        _ when Verdict!.IsNewMajor => FormattableString.Invariant($"{broken.Text}; it stays on {broken.Reader.Major}.x until it moves"),
        _ => broken.Text,
    };
}

using System.Text.RegularExpressions;
using DataShare.Schemas;

namespace DataShare.Jobs;

internal enum FindingLevel
{
    Error,
    Warning,
    Note,
}

/// <summary>One finding of a check, for the formats that other programs read.</summary>
/// <param name="Rule">The rule in kebab case, if possible a rule of the compatibility table.</param>
/// <param name="File">Null if it is not about a contract's file.</param>
/// <param name="Line">1-based.</param>
internal sealed record CheckFinding(string Rule, FindingLevel Level, string Message, string? File, int Line = 1, int Column = 1)
{
    /// <summary>Rules that are not in the compatibility table, with their descriptions.</summary>
    public static IReadOnlyDictionary<string, string> OwnRules { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["refused"] = "A version of a contract cannot be published as it is.",
        ["never-works"] = "A rule, a pattern or a reference of a version can never work.",
        ["contract-deleted"] = "The contracts of a major version are deleted.",
        ["held"] = "A version of a contract waits until something else is corrected.",
        ["consumer-broken"] = "A version changes something that a consumer relies on.",
        ["warning"] = "A version can be published, with a warning.",
        ["problem"] = "A file cannot be read.",
        ["consumer-definition"] = "A consumer's definition does not fit the contracts, or its own SQL.",
        ["note"] = "Something could not be checked.",
    };

    public static IEnumerable<CheckFinding> Of(SchemaCheck check) =>
    [
        .. check.Problems.Select(p => new CheckFinding("problem", FindingLevel.Error, p.Message, p.File, p.Line, p.Column)),
        .. check.Versions.SelectMany(Of),
        .. check.Removed.SelectMany(Of),
        .. check.ConsumerProblems.Select(p => new CheckFinding("consumer-definition", FindingLevel.Error, p.Message, p.File, p.Line, p.Column)),
        .. check.Notes.Select(n => new CheckFinding("note", FindingLevel.Note, n, null)),
    ];

    public static IEnumerable<CheckFinding> Of(RemovedMajor removed)
    {
        var level = removed.IsRefused ? FindingLevel.Error : FindingLevel.Warning;
        return [new CheckFinding("contract-deleted", level, removed.Text, null), .. removed.Broken.Select(b => new CheckFinding("consumer-broken", level, b, null))];
    }

    public static IEnumerable<CheckFinding> Of(ReviewedVersion version)
    {
        var file = version.Contract.SourceFile;
        foreach (var fault in version.Faults)
        {
            yield return new CheckFinding("never-works", FindingLevel.Error, $"{version.Contract}: {fault.Message}", file, fault.Line, fault.Column);
        }

        foreach (var refusal in version.Refusals.Except(version.Faults.Select(ReviewedVersion.Said), StringComparer.Ordinal))
        {
            var change = version.Verdict?.Changes.FirstOrDefault(c => c.IsRefused && refusal.StartsWith($"{c.Change.Path}: {c.Change.Text};", StringComparison.Ordinal))?.Change;
            yield return new CheckFinding(change?.Rule ?? "refused", FindingLevel.Error, $"{version.Contract}: {refusal}", file, LineOf(version, change));
        }

        foreach (var reason in version.Held)
        {
            yield return new CheckFinding("held", FindingLevel.Error, $"{version.Contract} waits: {reason}", file, LineOf(version, null));
        }

        foreach (var broken in version.Broken)
        {
            yield return new CheckFinding(
                "consumer-broken", version.IsAdmitted ? FindingLevel.Warning : FindingLevel.Error, $"{version.Contract} {broken}", file, LineOf(version, null));
        }

        foreach (var warning in version.Warnings)
        {
            yield return new CheckFinding("warning", FindingLevel.Warning, $"{version.Contract}: {warning}", file, LineOf(version, null));
        }
    }

    /// <summary>The line of the column's name in the file; otherwise the line of the version.</summary>
    private static int LineOf(ReviewedVersion version, ContractChange? change)
    {
        var lines = version.Contract.SourceText.Split('\n');
        var at = change?.Path.Split('.') is ["columns", var name, ..] && Now(version, name) is { } column
            ? Find(lines, $@"\bname:\s*[""']?{Regex.Escape(column)}\b")
            : -1;
        return (at >= 0 ? at : Math.Max(Find(lines, @"^version:"), 0)) + 1;
    }

    /// <summary>The column's name in the new version, where it may be renamed; null if it was removed.</summary>
    private static string? Now(ReviewedVersion version, string name)
    {
        var id = version.Verdict?.Against?.Columns.FirstOrDefault(c => c.Name == name)?.Id;
        return (version.Contract.Columns.FirstOrDefault(c => c.Name == name) ?? version.Contract.Columns.FirstOrDefault(c => c.Id == id))?.Name;
    }

    private static int Find(string[] lines, string pattern) =>
        Array.FindIndex(lines, l => Regex.IsMatch(l, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
}

using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// A change for its reviewer: the step, the readers that it breaks, the recent files that it touches, and a better way.
/// </summary>
/// <param name="Breaks">The direction and the readers; a dash for none.</param>
/// <param name="Touched">A dash if the change touches no recent file.</param>
/// <param name="Instead">A dash if the change needs no other way.</param>
internal sealed record ReviewRow(string Change, string Step, string Breaks, string Touched, string Instead);

/// <summary>The changes of a version for its reviewer.</summary>
internal static class ReviewTable
{
    private const string None = "-";

    private static readonly Dictionary<string, string> Instead = new(StringComparer.Ordinal)
    {
        ["column-renamed"] = "keep the name, and allow the new name in files with `aliases`; or rename the column in the next major, with the same id",
        ["nullable-column-removed"] = "`deprecated: true` in this version; remove it in the next, when nobody reads it",
        ["required-column-removed"] = "keep it until the next major, and let `mapping: down` give its readers a value",
        ["required-column-added"] = "a `default`, or no `required`",
        ["type-widened"] = "a new column; or the next major, where values are converted automatically",
        ["decimal-scale-grown"] = "a new column; or the next major, where values are converted automatically",
        ["type-narrowed"] = "a new column; or the next major, with `mapping: up`",
        ["type-changed"] = "a new column; or the next major, with `mapping: up` and `down`",
        ["max-length-grown"] = "a new column; or the next major",
        ["max-length-shrunk"] = "keep the length; first warn producers with a quality rule of `severity: warning`",
        ["required-to-nullable"] = "keep `required`, and let producers write a value that means unknown; or the next major",
        ["nullable-to-required"] = "leave it nullable, with a quality rule on missing values of `severity: warning`; or the next major",
        ["default-removed"] = "keep the default",
        ["enum-value-added"] = "`enumOpen: true` before the value is used; or `newEnumValues: accept` in each consumer",
        ["enum-value-removed"] = "keep the value for earlier rows; or the next major, with `mapping: up`",
        ["rule-tightened"] = "a quality rule of `severity: warning` first; or the next major",
        ["rule-loosened"] = "a new column; or the next major",
        ["rule-changed"] = "the next major",
        ["pattern-changed"] = "the next major; two patterns cannot be compared",
        ["primary-key-changed"] = "the next major",
        ["write-mode-changed"] = "the next major",
        ["headerless-columns-reordered"] = "new columns after the others; or the next major",
        ["service-level-weakened"] = "agree with its readers, and add a waiver",
        ["name-reused"] = "another name",
        ["id-reused"] = "a new id",
        ["files-read-otherwise"] = "`version: stated` in `arrival`; or a waiver with the producer",
        ["classification-lowered"] = "the approval of the data's owner",
    };

    public static IEnumerable<ReviewRow> Of(ReviewedVersion version)
    {
        foreach (var judged in version.Verdict?.Changes ?? [])
        {
            var change = judged.Change;
            var against = judged.Against.Version == version.Verdict!.Against?.Version ? "" : $" (against {judged.Against.Version})";
            yield return new ReviewRow(
                $"{change.Path}: {change.Text}{against}",
                ChangeTable.Step(change.Step),
                Breaks(version, change),
                Touched(version, change),
                change.Step is VersionStep.Major || judged.IsRefused || change.Rule is "classification-lowered" ? Instead.GetValueOrDefault(change.Rule, None) : None);
        }
    }

    private static string Breaks(ReviewedVersion version, ContractChange change)
    {
        IReadOnlyList<string> who =
        [
            .. (version.Verdict?.Breaks ?? []).Where(b => b.Change == change)
                .Select(b => $"{b.Reader.Reader} ({b.Reader.Owner}){(b.Waiver is null ? "" : ", waived")}").Distinct(StringComparer.Ordinal),
            .. IsOfFiles(change) && change.Breaks != Directions.None ? ["producers who have not moved"] : Array.Empty<string>(),
        ];
        return (change.Breaks, who.Count) switch
        {
            (Directions.None, 0) => None,
            (Directions.None, _) => string.Join(", ", who),
            (_, 0) => $"{ChangeTable.Breaks(change.Breaks)}; no known reader",
            _ => $"{ChangeTable.Breaks(change.Breaks)}: {string.Join(", ", who)}",
        };
    }

    /// <summary>No row has a new column yet.</summary>
    private static string Touched(ReviewedVersion version, ContractChange change) => version.Recent switch
    {
        null => "unknown: there is no lake here",
        _ when change.Column is null && !IsOfFiles(change) && change.Breaks == Directions.None => None,
        { Files: var files } when IsOfFiles(change) => CountText.Of(files, "file"),
        { Files: var files, Rows: var rows } => $"{Amount.Rows(rows)} of {Amount.Files(files)}",
    };

    private static bool IsOfFiles(ContractChange change) => change.Rule is "files-read-otherwise" or "intake-changed";
}

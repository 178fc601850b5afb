using System.Text;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>A contract's text with the version number and the mapping that a plan proposes.</summary>
public static partial class PlannedText
{
    /// <summary>The lines for <c>customProperties:</c>; empty if there is nothing to map.</summary>
    public static IReadOnlyList<string> Mapping(MappingDraft draft) => draft.IsEmpty ? [] :
    [
        "  - property: mapping",
        "    value:",
        .. Direction("up", draft.Up),
        .. Direction("down", draft.Down),
    ];

    /// <summary>The whole file; null if the mapping must be added by hand, or the result would be no valid contract.</summary>
    public static string? Of(VersionPlan plan)
    {
        var text = VersionLine().Replace(plan.Written.SourceText, $"${{key}}{plan.Version}", 1);
        var mapping = Mapping(plan.Mapping);
        if (mapping.Count > 0)
        {
            var lines = string.Concat(mapping.Select(l => l + "\n"));
            if (!plan.Written.Mapping.IsEmpty)
            {
                return null;
            }

            text = CustomLine().IsMatch(text) ? CustomLine().Replace(text, m => m.Value + lines, 1)
                : text.Contains("\ncustomProperties:", StringComparison.Ordinal) ? null!
                : $"{text.TrimEnd()}\ncustomProperties:\n{lines}";
        }

        return text is not null && ContractReader.Read(text, plan.Written.SourceFile).Contract?.Version == plan.Version ? text : null;
    }

    private static IEnumerable<string> Direction(string name, IReadOnlyList<DraftedMapping> drafted) => drafted.Count == 0
        ? []
        : drafted.SelectMany(d => (d.Doubt is { } doubt ? [$"        # {doubt}"] : Array.Empty<string>()).Append($"        {Key(d.Column)}: \"{Escaped(d.Expression)}\"")).Prepend($"      {name}:");

    private static string Key(string column) => column.All(c => char.IsAsciiLetterOrDigit(c) || c is '_') && !char.IsAsciiDigit(column[0]) ? column : $"\"{Escaped(column)}\"";

    private static string Escaped(string text) => new StringBuilder(text).Replace("\\", "\\\\").Replace("\"", "\\\"").ToString();

    [GeneratedRegex(@"^(?<key>version:[ \t]*)\S+", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^customProperties:[ \t]*\r?\n", RegexOptions.Multiline)]
    private static partial Regex CustomLine();
}

using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A contract that is being made from a file.</summary>
/// <param name="Csv">Null for Parquet.</param>
/// <param name="HasLeftOut">Whether the file has columns that no contract can have.</param>
internal sealed record ContractDraft(
    DatasetName Dataset,
    ContractVersion Version,
    CsvDialect? Csv,
    IReadOnlyList<DraftColumn> Columns,
    bool HasLeftOut,
    IReadOnlyList<string> Remarks)
{
    private static readonly string[] Words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

    public string Yaml(string title)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"# {OneLine(title)}\n");
        foreach (var remark in Remarks)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"# - {OneLine(remark)}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"""
            apiVersion: v3.1.0
            kind: DataContract
            id: {Dataset}
            name: {Dataset}
            version: {Version}
            status: active
            servers:
              - server: inbox
                type: local
                path: inbox/{Dataset}
                format: {(Csv is null ? "parquet" : "csv")}

            """);
        if (Csv is not null)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"    customProperties:\n      - {{property: csv, value: {{{Dialect(Csv)}}}}}\n");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"schema:\n  - id: {Dataset}\n    name: {Dataset}\n    logicalType: object\n    properties:\n");
        foreach (var (i, column) in Columns.Index())
        {
            column.Write(yaml, i + 1);
        }

        yaml.Append("customProperties:\n  - {property: compatibility, value: FULL_TRANSITIVE}\n  - {property: write, value: {mode: append}}\n");
        if (HasLeftOut)
        {
            yaml.Append("  - {property: onViolation, value: {unknownColumn: ignore}}\n");
        }

        return yaml.ToString();
    }

    /// <summary>A text as a scalar that means nothing else.</summary>
    public static string Scalar(string text)
    {
        if (text.Length > 0
            && char.IsAsciiLetter(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            && !Words.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return text;
        }

        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                // Line ends of YAML, what it has no plain form for, and what nobody would see.
                < 0x20 or (>= 0x7F and <= 0xA0) or 0x2028 or 0x2029 or 0xFEFF or >= 0xFFF0 and <= 0xFFFF =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Scalar))}]";

    private static string Dialect(CsvDialect csv)
    {
        var parts = new List<string>
        {
            $"delimiter: {Scalar(csv.Delimiter)}",
            $"encoding: {Scalar(csv.Encoding)}",
            $"nullValues: {List(csv.NullValues)}",
            $"decimal: {Scalar(csv.Decimal.ToString())}",
        };
        if (!csv.Header)
        {
            parts.Add("header: false");
        }

        if (csv.DateFormats.Count > 0)
        {
            parts.Add($"dateFormats: {List(csv.DateFormats)}");
        }

        if (csv.TimestampFormats.Count > 0)
        {
            parts.Add($"timestampFormats: {List(csv.TimestampFormats)}");
        }

        return string.Join(", ", parts);
    }

    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}

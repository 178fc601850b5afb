using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A contract that is being inferred from a file.</summary>
/// <param name="Csv">Null for Parquet.</param>
/// <param name="HasLeftOut">Whether the file has columns that a contract cannot express.</param>
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
        yaml.Append(CultureInfo.InvariantCulture, $"{Comment(title)}\n");
        foreach (var remark in Remarks)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"{Comment($"- {remark}")}\n");
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

    /// <summary>The text as a YAML scalar, in quotes if it could mean something else.</summary>
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
                _ when !IsPlain(rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    public static string Comment(string text) =>
        $"# {string.Concat(text.EnumerateRunes().Select(r => IsPlain(r) ? r.ToString() : " "))}";

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Scalar))}]";

    private static string Dialect(CsvDialect csv)
    {
        List<string> parts =
        [
            .. Part(!csv.Open.HasFlag(DialectParts.Delimiter), $"delimiter: {Scalar(csv.Delimiter)}"),
            .. Part(csv.Quote is not '"', $"quote: {(csv.Quote is { } quote ? Scalar(quote.ToString()) : "none")}"),
            .. Part(csv.Escape is not null, $"escape: {Scalar($"{csv.Escape}")}"),
            .. Part(csv.Comment is not null, $"comment: {Scalar($"{csv.Comment}")}"),
            $"encoding: {Scalar(csv.Encoding)}",
            .. Part(csv.SkipLines > 0, string.Create(CultureInfo.InvariantCulture, $"skipLines: {csv.SkipLines}")),
            .. Part(csv.FooterLines > 0, string.Create(CultureInfo.InvariantCulture, $"footerLines: {csv.FooterLines}")),
            .. Part(csv.Trim, "trim: true"),
            $"nullValues: {List(csv.NullValues)}",
            $"decimal: {Scalar(csv.Decimal.ToString())}",
            .. Part(csv.Thousands is not null, $"thousands: {Scalar($"{csv.Thousands}")}"),
            .. Part(!csv.Header, "header: false"),
            .. Part(csv.DateFormats.Count > 0, $"dateFormats: {List(csv.DateFormats)}"),
            .. Part(csv.TimestampFormats.Count > 0, $"timestampFormats: {List(csv.TimestampFormats)}"),
        ];
        return string.Join(", ", parts);
    }

    private static string[] Part(bool isThere, string text) => isThere ? [text] : [];

    /// <summary>Not plain: line ends of YAML, characters that YAML must escape, and invisible characters.</summary>
    private static bool IsPlain(Rune rune) =>
        rune.Value is not (< 0x20 or (>= 0x7F and <= 0xA0) or 0x2028 or 0x2029 or 0x202F or 0xFEFF or (>= 0xFFF0 and <= 0xFFFF));
}

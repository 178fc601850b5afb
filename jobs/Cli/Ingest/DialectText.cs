using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The dialect of a CSV file, as text and as JSON.</summary>
internal static class DialectText
{
    /// <param name="dialect">The dialect with which the file was read.</param>
    /// <param name="set">The contract's dialect.</param>
    /// <param name="lineEnd">The line ends of the file, or null.</param>
    /// <param name="hasMark">Whether the file begins with a byte order mark.</param>
    public static string Of(CsvDialect dialect, CsvDialect set, string? lineEnd, bool hasMark)
    {
        var parts = new List<string>
        {
            dialect.Widths.Count > 0 ? $"columns of the widths {string.Join(", ", dialect.Widths)}" : $"delimiter '{Shown(dialect.Delimiter)}'{Found(dialect.Delimiter != set.Delimiter)}",
            (dialect.Quote is { } quote ? $"quote '{quote}'" : "no quotes") + Found(dialect.Quote != set.Quote),
            $"encoding {dialect.Encoding}{(hasMark ? " with a byte order mark" : "")}{Found(dialect.Encoding != set.Encoding)}",
            dialect.Header ? "with a header" : "without a header",
        };
        AddIf(parts, dialect.Escape is not null, $"escape '{dialect.Escape}'");
        AddIf(parts, dialect.Comment is not null, $"comments begin with '{dialect.Comment}'");
        AddIf(parts, dialect.SkipLines > 0, $"{CountText.Of(dialect.SkipLines, "line")} skipped at the start");
        AddIf(parts, dialect.FooterLines > 0, $"{CountText.Of(dialect.FooterLines, "line")} skipped at the end");
        AddIf(parts, dialect.Decimal != '.', $"decimal separator '{dialect.Decimal}'");
        AddIf(parts, dialect.Thousands is not null, $"thousands separator '{dialect.Thousands}'");
        AddIf(parts, dialect.Trim, "values trimmed" + Found(dialect.Trim != set.Trim));
        AddIf(parts, dialect.BareQuotes is BareQuoteRule.Accept, "quotes inside fields are text");
        AddIf(parts, !dialect.QuotedNulls, "quoted texts are never null");
        AddIf(parts, dialect.BlankLines is BlankLineRule.Record, "empty lines are rows");
        AddIf(parts, dialect.BlankLines is BlankLineRule.Skip, "empty lines skipped");
        AddIf(parts, lineEnd is not null, $"line ends {Shown(lineEnd ?? "")}");
        return string.Join(", ", parts);
    }

    public static object Json(CsvDialect dialect, CsvDialect set, string? lineEnd, bool hasMark) => new
    {
        found = new[]
        {
            dialect.Delimiter != set.Delimiter ? "delimiter" : null,
            dialect.Quote != set.Quote ? "quote" : null,
            dialect.Trim != set.Trim ? "trim" : null,
            dialect.Encoding != set.Encoding ? "encoding" : null,
        }.OfType<string>(),
        delimiter = dialect.Widths.Count > 0 ? null : dialect.Delimiter,
        widths = dialect.Widths,
        quote = dialect.Quote?.ToString(),
        escape = dialect.Escape?.ToString(),
        comment = dialect.Comment?.ToString(),
        encoding = dialect.Encoding,
        byteOrderMark = hasMark,
        header = dialect.Header,
        skipLines = dialect.SkipLines,
        footerLines = dialect.FooterLines,
        @decimal = dialect.Decimal.ToString(),
        thousands = dialect.Thousands?.ToString(),
        trim = dialect.Trim,
        quotedNulls = dialect.QuotedNulls,
        blankLines = dialect.BlankLines?.ToString().ToLowerInvariant(),
        bareQuotes = dialect.BareQuotes.ToString().ToLowerInvariant(),
        lineEnd,
    };

    /// <summary>Marks a setting that was detected in the file, because it differs from the contract's.</summary>
    private static string Found(bool isFound) => isFound ? " (found in the file)" : "";

    private static void AddIf(List<string> parts, bool isSo, string part)
    {
        if (isSo)
        {
            parts.Add(part);
        }
    }

    /// <summary>The name of an invisible character.</summary>
    private static string Shown(string text) => text switch
    {
        "\n" => "LF",
        "\r\n" => "CRLF",
        "\r" => "CR",
        "\t" => "tab",
        _ => string.Concat(text.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}") : c.ToString())),
    };
}

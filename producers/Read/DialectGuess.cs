using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The dialects that a file may have if its contract leaves parts of the dialect open, the most usual first.</summary>
internal static class DialectGuess
{
    /// <summary>The size of the sample at the beginning of the file.</summary>
    public const int SampleBytes = 4096;

    private static readonly string[] Delimiters = [",", ";", "\t", "|", "||", ":", "~", "^"];

    /// <param name="sample">The beginning of the unpacked content.</param>
    public static IEnumerable<CsvDialect> Of(CsvDialect written, ReadOnlySpan<byte> sample)
    {
        var encoding = written.Open.HasFlag(DialectParts.Encoding) ? Utf16Of(sample) : null;
        var text = Encoding.GetEncoding(encoding ?? "iso-8859-1").GetString(sample);
        var dialect = written with { Encoding = encoding ?? written.Encoding };
        var isDelimiterOpen = written.Open.HasFlag(DialectParts.Delimiter);
        if (isDelimiterOpen && Announced(text) is { } announced)
        {
            var behind = dialect with { Delimiter = announced, SkipLines = dialect.SkipLines + 1 };
            return [.. Trims(written).Select(trim => behind with { Trim = trim })];
        }

        var delimiters = isDelimiterOpen ? Delimiters.Where(d => text.Contains(d, StringComparison.Ordinal)).Prepend(dialect.Delimiter) : [dialect.Delimiter];
        char?[] quotes = written.Open.HasFlag(DialectParts.Quote) && text.Contains('\'', StringComparison.Ordinal) ? [dialect.Quote, '\''] : [dialect.Quote];
        return
        [
            .. from trim in Trims(written)
               from delimiter in delimiters.Distinct()
               from quote in quotes
               select dialect with { Delimiter = delimiter, Quote = quote, Trim = trim },
        ];
    }

    /// <summary>A sentence about the detected parts of the dialect, after one without a full stop; empty if none were detected.</summary>
    public static string Told(CsvDialect found, CsvDialect written)
    {
        List<string> parts =
        [
            .. Part(found.Delimiter != written.Delimiter, $"{(found.Delimiter == "\t" ? "tabs" : $"'{found.Delimiter}'")} between columns"),
            .. Part(found.Quote != written.Quote, $"the quote {found.Quote}"),
            .. Part(found.Encoding != written.Encoding, $"the encoding {found.Encoding}"),
            .. Part(found.Trim != written.Trim, "blanks around names and values removed"),
        ];
        return parts.Count == 0 ? "" : $". The contract does not set this, so the file was read with {string.Join(", ", parts)}";

        static string[] Part(bool isSo, string part) => isSo ? [part] : [];
    }

    /// <summary>Blanks around the names in a header show that values have blanks around them too.</summary>
    private static bool[] Trims(CsvDialect written) =>
        written.Open.HasFlag(DialectParts.Trim) && written.Header && !written.Trim ? [false, true] : [written.Trim];

    /// <summary>Recognizes UTF-16 without a byte order mark by its many zero bytes; otherwise null.</summary>
    public static string? Utf16Of(ReadOnlySpan<byte> sample)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            _ = sample[i] != 0 ? 0 : i % 2 == 0 ? even++ : odd++;
        }

        return Math.Max(even, odd) <= sample.Length / 8 ? null : odd > even ? "utf-16" : "utf-16be";
    }

    /// <summary>The delimiter in Excel's first line: <c>sep=;</c>.</summary>
    private static string? Announced(string text) =>
        text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.AsSpan(4).IndexOfAny('\r', '\n') is 1 ? text[4..5] : null;
}

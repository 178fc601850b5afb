using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Reads the dialect of CSV files: the custom property <c>csv</c> of the server called <c>inbox</c>.</summary>
internal static class CsvDialectReader
{
    /// <summary>The longest line of fixed width, in characters.</summary>
    private const int MaxLineWidth = 1_000_000;

    private const int MaxSkippedLines = 10_000;

    private static readonly string[] Delimited = ["delimiter", "quote", "escape", "bareQuotes"];

    private static readonly (string Key, DialectParts Part)[] OpenParts =
        [("delimiter", DialectParts.Delimiter), ("quote", DialectParts.Quote), ("encoding", DialectParts.Encoding), ("trim", DialectParts.Trim)];

    public static CsvDialect Read(YamlMapping csv)
    {
        var standard = new CsvDialect();
        var open = DialectParts.None;
        foreach (var (key, part) in OpenParts)
        {
            open |= csv.Has(key) ? DialectParts.None : part;
        }

        var dialect = new CsvDialect
        {
            Delimiter = Delimiter(csv) ?? standard.Delimiter,
            Quote = csv.Text("quote") is "none" ? null : Character(csv, "quote") ?? standard.Quote,
            Escape = csv.Text("escape") is "none" ? null : Character(csv, "escape"),
            Comment = csv.Text("comment") is "none" ? null : Character(csv, "comment"),
            SkipLines = Lines(csv, "skipLines"),
            FooterLines = Lines(csv, "footerLines"),
            Widths = Widths(csv),
            Encoding = Encoding(csv) ?? standard.Encoding,
            Trim = csv.Flag("trim") ?? standard.Trim,
            NullValues = csv.Texts("nullValues") ?? standard.NullValues,
            QuotedNulls = csv.Flag("quotedNulls") ?? standard.QuotedNulls,
            BlankLines = csv.OneOf("blankLines", "record", "skip") switch
            {
                "record" => BlankLineRule.Record,
                "skip" => BlankLineRule.Skip,
                _ => null,
            },
            BareQuotes = csv.OneOf("bareQuotes", "accept", "reject") is "accept" ? BareQuoteRule.Accept : BareQuoteRule.Reject,
            TrueValues = csv.Texts("trueValues") ?? standard.TrueValues,
            FalseValues = csv.Texts("falseValues") ?? standard.FalseValues,
            Decimal = csv.OneOf("decimal", ".", ",")?[0] ?? standard.Decimal,
            Thousands = Thousands(csv),
            Header = csv.Flag("header") ?? standard.Header,
            DateFormats = TimeFormatReader.Read(csv, "dateFormats"),
            TimestampFormats = TimeFormatReader.Read(csv, "timestampFormats"),
            Open = open,
        };
        CheckTogether(csv, dialect);
        CsvWords.Check(csv, dialect);
        csv.NoOtherKeys();
        return dialect.Escape == dialect.Quote ? dialect with { Escape = null } : dialect;
    }

    private static string? Delimiter(YamlMapping csv)
    {
        switch (csv.Text("delimiter"))
        {
            case null:
                return null;
            case { Length: >= 1 and <= 16 } text when !text.AsSpan().ContainsAny("\"\r\n\0") && !text.All(char.IsLetterOrDigit):
                return text;
            case var other:
                csv.Problem(
                    "delimiter",
                    $"{SourceProblem.Quote(other)} is not a delimiter; expected 1 to 16 characters, not all letters or digits, without quotes and line ends (a tab is \"\\t\")");
                return null;
        }
    }

    private static char? Character(YamlMapping csv, string key)
    {
        switch (csv.Text(key))
        {
            case null:
                return null;
            case [var one] when char.IsAscii(one) && one is not ('\r' or '\n' or '\0' or ' ' or '\t') && !char.IsAsciiLetterOrDigit(one):
                return one;
            case var other:
                csv.Problem(key, $"{SourceProblem.Quote(other)} cannot be the {key}; expected none, or one ASCII character that is not a letter, digit, blank or line end");
                return null;
        }
    }

    private static char? Thousands(YamlMapping csv)
    {
        switch (csv.Text("thousands"))
        {
            case null or "none":
                return null;
            case [var one] when one is '.' or ',' or ' ' or '\'' or '_' or '’' or '\u00A0' or '\u202F':
                return one;
            case var other:
                csv.Problem("thousands", $"{SourceProblem.Quote(other)} is not a thousands separator; expected a point, comma, blank (also U+00A0 and U+202F), apostrophe or underscore");
                return null;
        }
    }

    private static string? Encoding(YamlMapping csv)
    {
        if (csv.Text("encoding") is not { } name)
        {
            return null;
        }

        if (TextEncodings.Find(name) is null)
        {
            csv.Problem("encoding", $"{SourceProblem.Quote(name)} is not an encoding; {NearestName.Hint(name, TextEncodings.Common)}");
        }

        return name;
    }

    private static int Lines(YamlMapping csv, string key)
    {
        var lines = csv.Number(key) ?? 0;
        if (lines is < 0 or > MaxSkippedLines)
        {
            csv.Problem(key, FormattableString.Invariant($"{lines} lines cannot be skipped; expected 0 to {MaxSkippedLines}"));
            return 0;
        }

        return lines;
    }

    private static List<int> Widths(YamlMapping csv)
    {
        var widths = new List<int>();
        foreach (var item in csv.TextItems("widths") ?? [])
        {
            if (int.TryParse(item.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is > 0 and <= MaxLineWidth)
            {
                widths.Add(width);
            }
            else
            {
                csv.Problem(item.Line, item.Column, FormattableString.Invariant($"{SourceProblem.Quote(item.Text)} is not a column width; expected a whole number from 1 to {MaxLineWidth}"));
            }
        }

        return widths;
    }

    private static void CheckTogether(YamlMapping csv, CsvDialect dialect)
    {
        if (dialect.Widths.Count > 0)
        {
            foreach (var key in Delimited.Where(csv.Has))
            {
                csv.Problem(key, $"columns of fixed width have no {key}; expected either 'widths' or '{key}'");
            }

            return;
        }

        if (dialect.Thousands is { } thousands && thousands == dialect.Decimal)
        {
            csv.Problem("thousands", $"{SourceProblem.Quote(thousands.ToString())} is both the thousands and the decimal separator; expected two different characters");
        }

        (string Key, char? Character)[] characters = [("quote", dialect.Quote), ("escape", dialect.Escape), ("comment", dialect.Comment)];
        foreach (var (key, character) in characters.Where(c => c.Character is { } one && dialect.Delimiter.Contains(one, StringComparison.Ordinal)))
        {
            csv.Problem(key, $"{SourceProblem.Quote(character.ToString()!)} is also the delimiter, or part of it; expected another {key}");
        }

        if (dialect.Comment is { } comment && (comment == dialect.Quote || comment == dialect.Escape))
        {
            csv.Problem("comment", $"{SourceProblem.Quote(comment.ToString())} is also the quote or the escape; expected another character");
        }
    }
}

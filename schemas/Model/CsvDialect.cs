namespace DataShare.Schemas;

/// <summary>The dialect of a dataset's CSV files.</summary>
public sealed record CsvDialect
{
    /// <summary>One or several characters. Default: comma. Not used with <see cref="Widths"/>.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>The ASCII character around values that contain delimiters or line ends; null: there is none. Default: <c>"</c>.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>
    /// The ASCII character that makes the next one ordinary text. Null: a quote in a quoted value is doubled. Default: null.
    /// </summary>
    public char? Escape { get; init; }

    /// <summary>
    /// Lines that begin with this ASCII character are not rows. Null: there are no such lines. Default: null.
    /// </summary>
    public char? Comment { get; init; }

    /// <summary>
    /// The number of lines to skip before the header or, without a header, before the first row. Default: 0.
    /// </summary>
    public int SkipLines { get; init; }

    /// <summary>The number of lines at the end that are not rows, without blank lines after them. Default: 0.</summary>
    public int FooterLines { get; init; }

    /// <summary>The widths of columns of fixed width, in characters (UTF-16 units); empty if a delimiter divides the columns.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [];

    /// <summary>An IANA encoding name; a byte order mark in the file overrides it. Default: utf-8.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>
    /// Whether to remove blanks and tabs around names and values; always done in columns of fixed width. Default:
    /// false, or true if the contract does not set it and the columns fit only this way.
    /// </summary>
    public bool Trim { get; init; }

    /// <summary>
    /// Fields that mean null, matched exactly. Default: the empty field. A list without "" makes an empty field
    /// an empty string.
    /// </summary>
    public IReadOnlyList<string> NullValues { get; init; } = [""];

    /// <summary>
    /// Whether a field in quotes can also mean null. If it cannot, <c>""</c> in a column of text or bytes is an empty text or
    /// an empty byte array. Default: true.
    /// </summary>
    public bool QuotedNulls { get; init; } = true;

    /// <summary>
    /// The meaning of an empty line. Null: a record if it can be a complete one (in files of one column or of fixed
    /// width), otherwise nothing. Default: null.
    /// </summary>
    public BlankLineRule? BlankLines { get; init; }

    /// <summary>
    /// The meaning of a quote in a field that does not begin with one. Default: a fault that rejects the row.
    /// </summary>
    public BareQuoteRule BareQuotes { get; init; }

    /// <summary>The decimal separator. Default: '.'.</summary>
    public char Decimal { get; init; } = '.';

    /// <summary>The character between groups of digits of a number; null: there is none. Default: null.</summary>
    public char? Thousands { get; init; }

    /// <summary>Fields that mean true, in any case; empty: true and 1.</summary>
    public IReadOnlyList<string> TrueValues { get; init; } = [];

    /// <summary>Fields that mean false, in any case; empty: false and 0.</summary>
    public IReadOnlyList<string> FalseValues { get; init; } = [];

    /// <summary>
    /// Settings that the contract leaves open, so they are detected if a file does not fit the defaults.
    /// </summary>
    public DialectParts Open { get; init; } = DialectParts.All;

    public bool Header { get; init; } = true;

    /// <summary>
    /// .NET date formats tried in order; empty means ISO 8601 (<c>2026-01-31</c>).
    /// </summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

    /// <summary>.NET timestamp formats tried in order; empty means ISO 8601.</summary>
    public IReadOnlyList<string> TimestampFormats { get; init; } = [];

    /// <summary>Whether files are read in the same way, regardless of the source of the settings.</summary>
    public bool IsSameAs(CsvDialect other) =>
        this with
        {
            Open = other.Open,
            Encoding = other.Encoding,
            Widths = other.Widths,
            NullValues = other.NullValues,
            TrueValues = other.TrueValues,
            FalseValues = other.FalseValues,
            DateFormats = other.DateFormats,
            TimestampFormats = other.TimestampFormats,
        } == other
        && Widths.SequenceEqual(other.Widths)
        && (Encoding == other.Encoding || (TextEncodings.Find(Encoding) is { } encoding && encoding.Equals(TextEncodings.Find(other.Encoding))))
        && NullValues.ToHashSet(StringComparer.Ordinal).SetEquals(other.NullValues)
        && AreSame(TrueValues, other.TrueValues)
        && AreSame(FalseValues, other.FalseValues)
        && DateFormats.SequenceEqual(other.DateFormats, StringComparer.Ordinal)
        && TimestampFormats.SequenceEqual(other.TimestampFormats, StringComparer.Ordinal);

    /// <summary>Compares the words for a boolean. Their order and the case of their letters do not matter.</summary>
    private static bool AreSame(IReadOnlyList<string> words, IReadOnlyList<string> others) =>
        words.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(others);
}

public enum BlankLineRule
{
    /// <summary>The line is a record with one empty field or only blanks.</summary>
    Record,

    /// <summary>The line is not a record.</summary>
    Skip,
}

public enum BareQuoteRule
{
    /// <summary>The quote is a fault, and the row is rejected.</summary>
    Reject,

    /// <summary>The quote is ordinary text.</summary>
    Accept,
}

/// <summary>The settings of a dialect that can be detected.</summary>
[Flags]
public enum DialectParts
{
    None = 0,
    Delimiter = 1,
    Quote = 2,
    Encoding = 4,
    Trim = 8,
    All = Delimiter | Quote | Encoding | Trim,
}

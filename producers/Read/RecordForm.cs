using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The form of a file's records. Rejected rows are written in the same form.</summary>
/// <param name="Header">The names in the file's own header; empty when it has none.</param>
/// <param name="LineEnd">The line end between records.</param>
/// <param name="Mark">Whether the file begins with a byte order mark.</param>
internal sealed record RecordForm(CsvDialect Dialect, IReadOnlyList<string> Header, string LineEnd, bool Mark)
{
    public static RecordForm Plain { get; } = new(new CsvDialect(), [], "\n", Mark: false);

    /// <summary>The form as the quarantine keeps it.</summary>
    /// <param name="isPlain">Whether values are written as in a contract.</param>
    public QuarantineForm Kept(bool isPlain) => new(
        Dialect.Delimiter, Dialect.Quote, Dialect.Escape, Dialect.Comment, Dialect.Widths, Dialect.Encoding, Header.Count > 0, isPlain, Dialect.Trim);

    /// <summary>The dialect that reads corrected rows of this form, with values as the contract writes them.</summary>
    /// <remarks>If the contract sets <c>trim</c> now, that overrides the detected setting of the entry.</remarks>
    public static CsvDialect ToRead(QuarantineForm form, CsvDialect contract) => (form.IsPlain ? new CsvDialect { QuotedNulls = false } : contract) with
    {
        Delimiter = form.Delimiter,
        Quote = form.Quote,
        Escape = form.Escape,
        Comment = form.Comment,
        Widths = form.Widths,
        Encoding = "utf-8",
        Header = form.Header,
        Trim = contract.Open.HasFlag(DialectParts.Trim) ? form.Trim : contract.Trim,
        SkipLines = 0,
        FooterLines = 0,
        BlankLines = BlankLineRule.Record,
        Open = DialectParts.None,
    };
}

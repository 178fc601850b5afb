using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How the records of a file are written, so that the rejected ones can be written in the same way.</summary>
/// <param name="Header">The names in the file's own header; empty when it has none.</param>
/// <param name="LineEnd">Between its records.</param>
/// <param name="Mark">Whether it begins with a byte order mark.</param>
internal sealed record RecordForm(CsvDialect Dialect, IReadOnlyList<string> Header, string LineEnd, bool Mark)
{
    public static RecordForm Plain { get; } = new(new CsvDialect(), [], "\n", Mark: false);

    /// <summary>As the quarantine keeps it.</summary>
    /// <param name="isPlain">Whether values are written as in a contract.</param>
    public QuarantineForm Kept(bool isPlain) => new(
        Dialect.Delimiter, Dialect.Quote, Dialect.Escape, Dialect.Comment, Dialect.Widths, Dialect.Encoding, Header.Count > 0, isPlain, Dialect.Trim);

    /// <summary>The dialect that reads corrected rows of this form, with values as the contract writes them.</summary>
    /// <remarks>If the contract has come to say how blanks are treated, that overrules what was found in the file.</remarks>
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

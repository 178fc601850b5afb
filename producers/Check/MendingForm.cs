using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How the records of a file are written, so that the rejected ones can be written in the same way.</summary>
/// <param name="Header">The names in the file's own header; empty when it has none.</param>
/// <param name="LineEnd">Between its records.</param>
/// <param name="Mark">Whether it begins with a byte order mark.</param>
internal sealed record MendingForm(CsvDialect Dialect, IReadOnlyList<string> Header, string LineEnd, bool Mark)
{
    public static MendingForm Plain { get; } = new(new CsvDialect(), [], "\n", Mark: false);

    /// <summary>As the quarantine keeps it.</summary>
    /// <param name="isPlain">Whether values are written as in a contract.</param>
    public QuarantineForm Kept(bool isPlain) => new(
        Dialect.Delimiter, Dialect.Quote, Dialect.Escape, Dialect.Comment, Dialect.Widths, Dialect.Encoding, Header.Count > 0, isPlain, Dialect.Trim);
}

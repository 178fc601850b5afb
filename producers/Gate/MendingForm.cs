using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How the records of a file are written, so that the rejected ones can be written in the same way.</summary>
/// <param name="Header">The names in the file's own header; empty when it has none.</param>
/// <param name="LineEnd">Between its records.</param>
/// <param name="Mark">Whether it begins with a byte order mark.</param>
internal sealed record MendingForm(CsvDialect Dialect, IReadOnlyList<string> Header, string LineEnd, bool Mark)
{
    public static MendingForm Plain { get; } = new(new CsvDialect(), [], "\n", Mark: false);
}

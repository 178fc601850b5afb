namespace DataShare.Lake;

/// <summary>
/// The dialect of an entry's <c>rejected-rows.csv</c>, to read the file again after it was corrected.
/// </summary>
/// <param name="Delimiter">Not used with widths.</param>
/// <param name="Quote">Null: there is none.</param>
/// <param name="Escape">Null: a quote in a quoted value is doubled.</param>
/// <param name="Comment">The character that begins lines which are not rows, or null.</param>
/// <param name="Widths">The widths of the file's own columns, in characters; empty if it has a delimiter.</param>
/// <param name="Header">Whether the file has a header.</param>
/// <param name="IsPlain">Whether values are written as in a contract, because the original file was not text.</param>
/// <param name="Trim">Whether blanks around values are removed.</param>
public sealed record QuarantineForm(
    string Delimiter,
    char? Quote,
    char? Escape,
    char? Comment,
    IReadOnlyList<int> Widths,
    string Encoding,
    bool Header,
    bool IsPlain,
    bool Trim = false);

namespace DataShare.Lake;

/// <summary>How an entry's <c>rejected-rows.csv</c> is written, so that it is read so again after it was mended.</summary>
/// <param name="Delimiter">Not used with widths.</param>
/// <param name="Quote">Null: there is none.</param>
/// <param name="Escape">Null: a quote in a quoted value is doubled.</param>
/// <param name="Comment">What lines begin with that are no rows, or null.</param>
/// <param name="Widths">Of the file's own columns, in characters; empty when a delimiter divides them.</param>
/// <param name="Header">Whether it has one.</param>
/// <param name="IsPlain">Whether values are written as in a contract, because the file they came in was no text.</param>
/// <param name="Trim">Whether blanks around values are no part of them, as the contract said or the file showed.</param>
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

using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The dialect and the shape of a CSV file.</summary>
/// <param name="Width">The number of fields of a row.</param>
/// <param name="Names">
/// The column names, if the header cannot be used: it is skipped, and columns are found by their order. Null if the header
/// has the names, or there are none.
/// </param>
/// <param name="HasBadBytes">Whether rows may have bytes that are invalid in the encoding.</param>
/// <param name="Remarks">Remarks for the person who reviews the contract.</param>
internal sealed record CsvShape(CsvDialect Dialect, int Width, IReadOnlyList<string>? Names, bool HasBadBytes, IReadOnlyList<string> Remarks)
{
    public NumberForm Numbers => new(Dialect.Decimal, Dialect.Thousands);
}

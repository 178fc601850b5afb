using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How a CSV file is written.</summary>
/// <param name="Width">How many fields a row has.</param>
/// <param name="Names">
/// Of columns of a file whose header cannot be read as one: it is skipped, and the columns are known by their order. Null:
/// the header has them, or nothing.
/// </param>
/// <param name="HasBadBytes">Whether rows may have bytes that the encoding does not have.</param>
/// <param name="Remarks">What a person should know of it.</param>
internal sealed record CsvShape(CsvDialect Dialect, int Width, IReadOnlyList<string>? Names, bool HasBadBytes, IReadOnlyList<string> Remarks)
{
    public NumberForm Numbers => new(Dialect.Decimal, Dialect.Thousands);
}

namespace DataShare.Lake;

/// <summary>A Parquet file of a table, already complete under its final name, not yet visible.</summary>
/// <param name="Name">The file's name within the table's folder.</param>
/// <param name="Columns">Statistics by column name, contract columns and <c>_load_id</c>, <c>_source_row</c>.</param>
public sealed record TablePart(
    string Name,
    long Bytes,
    long Rows,
    IReadOnlyDictionary<string, ColumnStatistics> Columns)
{
    /// <summary>Of its bytes as they were written, which the commit names from then on.</summary>
    public ContentHash? Hash { get; init; }
}

/// <summary>
/// Minimum and maximum as the column's CLR value (<see cref="long"/>, <see cref="int"/>, <see cref="short"/>,
/// <see cref="sbyte"/>, <see cref="decimal"/>, <see cref="double"/>, <see cref="DateOnly"/>,
/// <see cref="DateTime"/>, <see cref="string"/>); null when unknown, all null, or not to be shown.
/// </summary>
public readonly record struct ColumnStatistics(long NullCount, object? Minimum, object? Maximum);

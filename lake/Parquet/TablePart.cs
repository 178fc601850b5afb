namespace DataShare.Lake;

/// <summary>A complete Parquet file of a table, under its final name, that no commit contains yet.</summary>
/// <param name="Name">The file's name within the table's folder.</param>
/// <param name="Columns">Statistics by column name: the contract's columns, <c>_load_id</c> and <c>_source_row</c>.</param>
public sealed record TablePart(
    string Name,
    long Bytes,
    long Rows,
    IReadOnlyDictionary<string, ColumnStatistics> Columns)
{
    /// <summary>The hash of its bytes as they were written. The commit records it.</summary>
    public ContentHash? Hash { get; init; }
}

/// <summary>
/// Minimum and maximum as the column's CLR value (<see cref="long"/>, <see cref="int"/>, <see cref="short"/>,
/// <see cref="sbyte"/>, <see cref="decimal"/>, <see cref="double"/>, <see cref="DateOnly"/>,
/// <see cref="DateTime"/>, <see cref="string"/>); null when unknown, all null, or not to be shown.
/// </summary>
public readonly record struct ColumnStatistics(long NullCount, object? Minimum, object? Maximum);

namespace DataShare.Producers;

/// <summary>Remarks about an inferred contract, for the person who reviews it.</summary>
internal static class DraftRemarks
{
    /// <param name="profiles">One for each column.</param>
    /// <param name="key">The index of the column that becomes the key, or null.</param>
    public static void AddTo(
        List<string> remarks, IReadOnlyList<DraftColumn> columns, IReadOnlyList<ColumnProfile> profiles, int? key)
    {
        if (key is { } place)
        {
            remarks.Add($"'{columns[place].Name}' becomes the primary key: it has no nulls and no duplicates.");
        }

        // A Parquet file states the type even without values.
        foreach (var (column, _) in columns.Zip(profiles).Where(c => c.Second.Values == 0))
        {
            remarks.Add($"'{column.Name}' has no values{(column.WhyText is null ? "" : ": it becomes text")}.");

        }

        foreach (var column in columns.Where(c => c.Enum is not null))
        {
            remarks.Add($"'{column.Name}' has {column.Enum!.Count} different values: the contract lists them in a comment, and accepts others.");
        }

        foreach (var column in columns.Where(c => c.HasNonFinite))
        {
            remarks.Add($"'{column.Name}' has NaN or infinite values, and accepts them (nonFinite: accept). SQL Server cannot store them: for SQL Server remove the line, and rows with them are rejected.");
        }

        foreach (var column in columns.Where(c => c.Alias is not null))
        {
            remarks.Add($"{Schemas.SourceProblem.Quote(column.Alias!)} is not a valid column name: the column is called '{column.Name}', and files can use both names.");
        }
    }
}

namespace DataShare.Producers;

/// <summary>What a person should look at in a contract that was made from a file.</summary>
internal static class DraftRemarks
{
    /// <param name="profiles">One for each column.</param>
    /// <param name="key">The column taken for the key, or null.</param>
    public static void AddTo(
        List<string> remarks, IReadOnlyList<DraftColumn> columns, IReadOnlyList<ColumnProfile> profiles, int? key)
    {
        if (key is { } place)
        {
            remarks.Add($"'{columns[place].Name}' is taken for the primary key: it has no nulls, and no value twice.");
        }

        // Of Parquet the file says the type.
        foreach (var (column, _) in columns.Zip(profiles).Where(c => c.Second.Values == 0))
        {
            remarks.Add($"'{column.Name}' has no values{(column.WhyText is null ? "" : ": taken as text")}.");
        }

        foreach (var column in columns.Where(c => c.Enum is not null))
        {
            remarks.Add($"'{column.Name}' has {column.Enum!.Count} different values: the contract has them in a comment, and takes others.");
        }

        foreach (var column in columns.Where(c => c.HasNonFinite))
        {
            remarks.Add($"'{column.Name}' has values that are not a number, or infinite, and takes them (nonFinite: accept). SQL Server holds none: for it take the line out, and rows with them are rejected.");
        }

        foreach (var column in columns.Where(c => c.Alias is not null))
        {
            remarks.Add($"{Schemas.SourceProblem.Quote(column.Alias!)} is no name for a column here: it is called '{column.Name}', and found under both.");
        }
    }
}

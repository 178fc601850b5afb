namespace DataShare.Schemas;

/// <summary>Defaults that have no effect.</summary>
internal static class DefaultWarnings
{
    /// <param name="earlier">All published versions of the dataset.</param>
    public static IEnumerable<string> Of(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        foreach (var column in candidate.Columns.Where(c => c.Default is not null))
        {
            if (column.PrimaryKeyPosition is not null)
            {
                yield return $"columns.{column.Name}.default: it has no effect, because a file without a column of the primary key is refused; expected no default";
            }
            else if (candidate.Inbox is { Csv.Header: false, Format: not FileFormat.Parquet } && !earlier.Any(e => e.Version < candidate.Version && ColumnPairs.Before(column, e, candidate) is null))
            {
                yield return $"columns.{column.Name}.default: it has no effect on CSV files, because files without a header have every column, and a null in a file stays null";
            }
        }
    }
}

namespace DataShare.Schemas;

/// <summary>Removed and added columns that may be the same column: without ids, only names can match them.</summary>
internal static class UnmatchedColumns
{
    /// <param name="before">The version that the candidate is compared with.</param>
    public static IEnumerable<string> Of(DataContract before, DataContract candidate)
    {
        var pairs = ColumnPairs.Of(before, candidate);
        foreach (var column in pairs.Removed.Where(c => pairs.Reused.All(r => r.Before != c)))
        {
            var others = pairs.Added.Where(a => a.Type == column.Type && !(a.HasId && column.HasId)).Select(a => $"'{a.Name}'").ToList();
            if (others.Count > 0)
            {
                yield return $"columns.{column.Name}: without an id in both versions, columns are matched by name, so '{column.Name}' is removed and "
                    + $"{string.Join(", ", others)} {(others.Count == 1 ? "is" : "are")} new. If it is the same column, first publish a version that gives '{column.Name}' an id, or write a mapping";
            }
        }
    }
}

namespace DataShare.Schemas;

/// <summary>Removed and added columns that may be one column, because without ids only their names can match them.</summary>
internal static class UnmatchedColumns
{
    /// <param name="before">What the candidate is compared with.</param>
    public static IEnumerable<string> Of(DataContract before, DataContract candidate)
    {
        var pairs = ColumnPairs.Of(before, candidate);
        foreach (var column in pairs.Removed.Where(c => pairs.Reused.All(r => r.Before != c)))
        {
            var others = pairs.Added.Where(a => a.Type == column.Type && !(a.HasId && column.HasId)).Select(a => $"'{a.Name}'").ToList();
            if (others.Count > 0)
            {
                yield return $"columns.{column.Name}: without an id in both versions columns are matched by their names, so that '{column.Name}' is removed and "
                    + $"{string.Join(", ", others)} {(others.Count == 1 ? "is" : "are")} new. If one is the other, give '{column.Name}' an id in a version of its own first, or write a mapping";
            }
        }
    }
}

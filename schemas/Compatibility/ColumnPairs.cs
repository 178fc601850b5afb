namespace DataShare.Schemas;

/// <summary>Which column of one version is which of another: by id, else by name.</summary>
/// <param name="Reused">Whose name another column has now, and that other.</param>
internal sealed record ColumnPairs(
    IReadOnlyList<(ContractColumn Before, ContractColumn After)> Both,
    IReadOnlyList<ContractColumn> Removed,
    IReadOnlyList<ContractColumn> Added,
    IReadOnlyList<(ContractColumn Before, ContractColumn After)> Reused)
{
    public static ColumnPairs Of(DataContract from, DataContract to)
    {
        var both = new List<(ContractColumn Before, ContractColumn After)>();
        foreach (var after in to.Columns)
        {
            var before = HasId(after) ? from.Columns.FirstOrDefault(c => HasId(c) && c.Id == after.Id) : null;
            // Ids may come later than the columns, or go.
            before ??= from.Columns.FirstOrDefault(c =>
                c.Name == after.Name
                && !(HasId(c) && HasId(after))
                && !(HasId(c) && to.Columns.Any(o => o != after && HasId(o) && o.Id == c.Id)));
            if (before is not null)
            {
                both.Add((before, after));
            }
        }

        return new ColumnPairs(
            both,
            [.. from.Columns.Except(both.Select(b => b.Before))],
            [.. to.Columns.Except(both.Select(b => b.After))],
            [.. from.Columns.SelectMany(b => to.Columns.Where(a => SameName(b.Name, a.Name) && !both.Contains((b, a))).Select(a => (b, a)))]);
    }

    /// <summary>A contract without ids has the names there.</summary>
    public static bool HasId(ContractColumn column) => column.Id != column.Name;

    /// <summary>As warehouses compare them.</summary>
    public static bool SameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The column as the new version calls it; null when it is gone.</summary>
    public ContractColumn? After(string before) => Both.FirstOrDefault(b => b.Before.Name == before).After;

    /// <summary>What the old version called the column; null when it is new.</summary>
    public string? Before(string after) => Both.FirstOrDefault(b => b.After.Name == after).Before?.Name;
}

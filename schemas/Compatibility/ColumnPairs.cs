namespace DataShare.Schemas;

/// <summary>
/// Which column of one version is which of another: by id, else by name. A name that went over to another id is none of
/// both.
/// </summary>
internal sealed record ColumnPairs(
    IReadOnlyList<(ContractColumn Before, ContractColumn After)> Both,
    IReadOnlyList<ContractColumn> Removed,
    IReadOnlyList<ContractColumn> Added)
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
            [.. to.Columns.Except(both.Select(b => b.After))]);
    }

    /// <summary>Whether the new column has the name of one that was there, and is not it.</summary>
    public bool IsReused(ContractColumn added) => Removed.Any(r => SameName(r, added));

    /// <summary>The new column that has this one's name; null when there is none.</summary>
    public ContractColumn? ReuserOf(ContractColumn removed) => Added.FirstOrDefault(a => SameName(a, removed));

    /// <summary>The column as the new version calls it; null when it is gone.</summary>
    public ContractColumn? After(string before) => Both.FirstOrDefault(b => b.Before.Name == before).After;

    /// <summary>A contract without ids has the names there.</summary>
    private static bool HasId(ContractColumn column) => column.Id != column.Name;

    /// <summary>As warehouses compare them.</summary>
    private static bool SameName(ContractColumn left, ContractColumn right) =>
        string.Equals(left.Name, right.Name, StringComparison.OrdinalIgnoreCase);
}

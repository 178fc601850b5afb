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
            if (Before(after, from, to) is { } before)
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

    /// <summary>The column as an earlier version has it; null when that has none.</summary>
    /// <param name="to">The version of the column.</param>
    public static ContractColumn? Before(ContractColumn column, DataContract from, DataContract to) =>
        from.Columns.FirstOrDefault(c => c.HasId && column.HasId && c.Id == column.Id)
        ?? from.Columns.FirstOrDefault(c =>
            c.Name == column.Name
            && !(TellsApart(c) && TellsApart(column))
            && !(c.HasId && to.Columns.Any(o => o != column && o.HasId && o.Id == c.Id))
            && !(column.HasId && from.Columns.Any(o => o.HasId && o.Id == column.Id)));

    /// <summary>
    /// Whether its id sets it apart from another column of the same name. An id that equals the name does not: a later version
    /// may replace it, as it may add or drop ids.
    /// </summary>
    private static bool TellsApart(ContractColumn column) => column.HasId && column.Id != column.Name;

    /// <summary>As warehouses compare them.</summary>
    public static bool SameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The column as the new version calls it; null when it is gone.</summary>
    public ContractColumn? After(string before) => Both.FirstOrDefault(b => b.Before.Name == before).After;

    /// <summary>What the old version called the column; null when it is new.</summary>
    public string? Before(string after) => Both.FirstOrDefault(b => b.After.Name == after).Before?.Name;
}

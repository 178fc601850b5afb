namespace DataShare.Schemas;

/// <summary>Pairs the columns of two versions: by id, otherwise by name.</summary>
/// <param name="Reused">Old columns whose name another column has now, each with that column.</param>
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

    /// <summary>The column in an earlier version; null if that version lacks it.</summary>
    /// <param name="to">The version that has <paramref name="column"/>.</param>
    public static ContractColumn? Before(ContractColumn column, DataContract from, DataContract to) =>
        from.Columns.FirstOrDefault(c => c.HasId && column.HasId && c.Id == column.Id)
        ?? from.Columns.FirstOrDefault(c =>
            c.Name == column.Name
            && !(TellsApart(c) && TellsApart(column))
            && !(c.HasId && to.Columns.Any(o => o != column && o.HasId && o.Id == c.Id))
            && !(column.HasId && from.Columns.Any(o => o.HasId && o.Id == column.Id)));

    /// <summary>
    /// Whether its id distinguishes it from another column of the same name. An id that equals the name does not, because a later
    /// version may replace it, and may add or drop ids.
    /// </summary>
    private static bool TellsApart(ContractColumn column) => column.HasId && column.Id != column.Name;

    /// <summary>Compares names as warehouses do.</summary>
    public static bool SameName(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The column in the new version; null if it no longer exists.</summary>
    public ContractColumn? After(string before) => Both.FirstOrDefault(b => b.Before.Name == before).After;

    /// <summary>The column's name in the old version; null if the column is new.</summary>
    public string? Before(string after) => Both.FirstOrDefault(b => b.After.Name == after).Before?.Name;
}

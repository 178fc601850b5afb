namespace DataShare.Schemas;

/// <summary>
/// Ids that disappeared with a column and come back for another one. Compared with the first version alone this looks like
/// a rename. Only a version between the two, which lacks the column, shows that it is not.
/// </summary>
internal static class ReusedIds
{
    /// <param name="before">The version before the candidate.</param>
    /// <param name="older">Versions before that one; the newest that had the id is named.</param>
    public static IEnumerable<(DataContract Against, ContractChange Change)> Of(
        DataContract candidate, DataContract before, IEnumerable<DataContract> older)
    {
        var descending = older.OrderByDescending(o => o.Version).ToList();
        foreach (var column in candidate.Columns.Where(c => c.HasId && before.Columns.All(b => !b.HasId || b.Id != c.Id)))
        {
            if (descending.Find(o => Owner(o, column) is not null) is { } against && Owner(against, column) is { } owner && !ColumnPairs.SameName(owner.Name, column.Name))
            {
                yield return (against, CompatibilityRule.IdReused.At(
                    "columns." + column.Name, $"the id '{column.Id}' was column '{owner.Name}' and is now '{column.Name}'"));
            }
        }
    }

    /// <summary>
    /// Sentences about ids that the candidate adds and that another major has for a column with another name. Rows are mapped as
    /// if the two were one column, and they may be.
    /// </summary>
    /// <param name="earlier">All published versions of the dataset.</param>
    public static IEnumerable<string> Elsewhere(DataContract candidate, IReadOnlyList<DataContract> earlier)
    {
        var ofMajor = earlier.Where(e => e.Version.Major == candidate.Version.Major && e.Version != candidate.Version).ToList();
        foreach (var column in candidate.Columns.Where(c => ofMajor.Count > 0 && c.HasId && ofMajor.All(e => Owner(e, c) is null)))
        {
            var other = earlier.OrderByDescending(e => e.Version).FirstOrDefault(e => e.Version.Major != candidate.Version.Major && Owner(e, column) is { } owner && !ColumnPairs.SameName(owner.Name, column.Name));
            if (other is not null)
            {
                yield return $"columns.{column.Name}: column '{Owner(other, column)!.Name}' of {other.Version} has the same id '{column.Id}', so values are mapped between the two; expected another id, unless it is the same column";
            }
        }
    }

    private static ContractColumn? Owner(DataContract contract, ContractColumn column) =>
        contract.Columns.FirstOrDefault(c => c.HasId && c.Id == column.Id);
}

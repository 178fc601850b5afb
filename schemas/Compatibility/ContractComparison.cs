namespace DataShare.Schemas;

/// <summary>Lists the changes between two versions of a contract, by the rules of the compatibility table.</summary>
public static class ContractComparison
{
    /// <summary>
    /// Every difference, columns first, in the order of the contracts. Empty if they are equal or differ only in
    /// descriptions, tags, examples or team.
    /// </summary>
    public static IReadOnlyList<ContractChange> Of(DataContract from, DataContract to)
    {
        var pairs = ColumnPairs.Of(from, to);
        var reread = RereadFiles.Of(from, to).Where(r => r.Kind is RereadKind.Otherwise).Select(Reread).ToList();
        IReadOnlyList<ContractChange> changes =
        [
            .. pairs.Both.SelectMany(p => ColumnChanges.Of(p.Before, p.After)),
            .. pairs.Removed.Except(pairs.Reused.Select(r => r.Before)).Select(Removed),
            .. pairs.Reused.Select(r => Reused(r.Before, r.After, isGone: pairs.Removed.Contains(r.Before))),
            .. pairs.Added.Except(pairs.Reused.Select(r => r.After)).Select(Added),
            .. Rescued(from, to),
            .. Order(from, to, pairs),
            .. DatasetChanges.Of(from, to, pairs),
            .. QualityChanges.Of(from, to, pairs),
            .. ServiceLevelChanges.Of(from, to),
        ];
        // A change in how bytes are read is reported only once.
        return [.. changes.Where(c => c.Rule != CompatibilityRule.IntakeChanged.Name || !reread.Exists(r => r.Path.StartsWith(c.Path, StringComparison.Ordinal))), .. reread];
    }

    internal static ContractChange Reread(Reread reread) => CompatibilityRule.FilesReadOtherwise.At(reread.Path, reread.Text);

    private static ContractChange Added(ContractColumn column)
    {
        var path = "columns." + column.Name;
        return (column.Required, column.Default) switch
        {
            (false, _) => CompatibilityRule.NullableColumnAdded.At(
                path, $"column '{column.Name}' ({column.Type}) is new", "a consumer that selects every column gets one more"),
            (true, { } value) => CompatibilityRule.DefaultedColumnAdded.At(
                path, $"required column '{column.Name}' ({column.Type}) is new, with default {SourceProblem.Quote(value)}"),
            _ => CompatibilityRule.RequiredColumnAdded.At(
                path, $"required column '{column.Name}' ({column.Type}) is new and has no default"),
        };
    }

    /// <summary>If the other column has a new name, its own line reports it.</summary>
    private static ContractChange Reused(ContractColumn column, ContractColumn other, bool isGone) => CompatibilityRule.NameReused.At(
        column,
        !column.HasId && !other.HasId
            ? $"column '{column.Name}' is now written '{other.Name}', which is the same name in a table"
            : $"the name '{column.Name}' moves from column id '{column.Id}' to '{other.Id}'",
        isGone ? "moves to another column" : null);

    /// <summary>Rescued values have a column in parts, tables and views.</summary>
    private static IEnumerable<ContractChange> Rescued(DataContract from, DataContract to) =>
        (from.OnViolation.UnknownColumn is UnknownColumnRule.Rescue, to.OnViolation.UnknownColumn is UnknownColumnRule.Rescue) switch
        {
            (true, false) => [Removed(DataContract.RescuedColumn)],
            (false, true) => [Added(DataContract.RescuedColumn)],
            _ => [],
        };

    private static ContractChange Removed(ContractColumn column)
    {
        var rule = column switch
        {
            { Required: true } => CompatibilityRule.RequiredColumnRemoved,
            { Deprecated: true } => CompatibilityRule.DeprecatedColumnRemoved,
            _ => CompatibilityRule.NullableColumnRemoved,
        };
        return rule.At(column, $"column '{column.Name}' is removed", "removes");
    }

    /// <summary>Compares the order of columns that both have. New and removed columns have their own lines.</summary>
    private static IEnumerable<ContractChange> Order(DataContract from, DataContract to, ColumnPairs pairs)
    {
        var before = pairs.Both.OrderBy(p => Place(from, p.Before)).Select(p => p.After.Id);
        var after = pairs.Both.OrderBy(p => Place(to, p.After)).Select(p => p.After.Id);
        var isHeaderless = !from.Inbox.Csv.Header || !to.Inbox.Csv.Header;
        if (!before.SequenceEqual(after, StringComparer.Ordinal))
        {
            yield return isHeaderless
                ? CompatibilityRule.HeaderlessColumnsReordered.At("columns", "the columns of files without a header are in another order")
                : CompatibilityRule.ColumnsReordered.At("columns", "the columns are in another order");
        }
        else if (isHeaderless && !IsAtEnd(from, to, pairs))
        {
            yield return CompatibilityRule.HeaderlessColumnsReordered.At("columns", "the columns of files without a header move to other positions");
        }
    }

    /// <summary>Whether the common columns come before all new and removed ones.</summary>
    private static bool IsAtEnd(DataContract from, DataContract to, ColumnPairs pairs) =>
        pairs.Both.All(p => Place(from, p.Before) < pairs.Both.Count && Place(to, p.After) < pairs.Both.Count);

    private static int Place(DataContract contract, ContractColumn column) => contract.Columns.TakeWhile(c => c != column).Count();
}

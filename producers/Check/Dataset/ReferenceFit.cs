using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks if a contract's references can match any row: the other dataset has the column, and its values can be equal.
/// Values are compared as text.
/// </summary>
public static class ReferenceFit
{
    /// <param name="reference">A reference of the contract.</param>
    /// <param name="contracts">All contracts, including those that are not published yet.</param>
    public static IReadOnlyList<SourceProblem> Problems(DataContract contract, DatasetReference reference, ContractCatalog contracts) =>
        [.. Faults(contract, reference, contracts).Select(f => At(contract, reference, f))];

    private static SourceProblem At(DataContract contract, DatasetReference reference, string fault)
    {
        var place = contract.Places.Of(reference);
        return new SourceProblem(
            contract.SourceFile, place.Line, place.Column, $"the reference of {string.Join(", ", reference.Columns)} to {reference} can never match: {fault}");
    }

    private static IEnumerable<string> Faults(DataContract contract, DatasetReference reference, ContractCatalog contracts)
    {
        IReadOnlyList<DataContract> targets = reference.Target == contract.Dataset ? [contract, .. contracts.Versions(reference.Target)] : contracts.Versions(reference.Target);
        if (targets.Count == 0)
        {
            yield return $"there is no contract for dataset '{reference.Target}'; {NearestName.Hint(reference.Target.Value, [.. contracts.Datasets.Select(d => d.Value)])}";
            yield break;
        }

        foreach (var (own, name) in reference.Columns.Zip(reference.TargetColumns))
        {
            // DuckDB looks columns up without regard to case.
            var found = targets.SelectMany(t => t.LandedColumns).Where(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
            var type = contract.Columns.First(c => c.Name == own).Type;
            if (found.Count == 0)
            {
                yield return $"'{reference.Target}' has no column {SourceProblem.Quote(name)}; {NearestName.Hint(name, [.. targets.SelectMany(t => t.Columns).Select(c => c.Name).Distinct(StringComparer.Ordinal)])}";
            }
            else if (!found.Exists(c => CanBeEqual(type, c.Type)))
            {
                yield return $"'{own}' is {type} and '{reference.Target}.{name}' is {found[^1].Type}, and their values are never equal; expected columns of the same type";
            }
        }
    }

    /// <summary>Whether there is a text that values of both types can have.</summary>
    private static bool CanBeEqual(ColumnType left, ColumnType right)
    {
        if (left.Kind is ColumnKind.String || right.Kind is ColumnKind.String)
        {
            return true;
        }

        return (IsExact(left) && IsExact(right) && left.Scale == right.Scale)
            || (left.Kind == right.Kind && left.Kind is not ColumnKind.Decimal)
            // A double always has a point as text: 1.0.
            || (left.Kind is ColumnKind.Double && right is { Kind: ColumnKind.Decimal, Scale: > 0 })
            || (right.Kind is ColumnKind.Double && left is { Kind: ColumnKind.Decimal, Scale: > 0 });
    }

    private static bool IsExact(ColumnType type) =>
        type.Kind is ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Decimal;
}

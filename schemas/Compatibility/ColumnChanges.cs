namespace DataShare.Schemas;

/// <summary>The changes of a column that both versions have.</summary>
internal static class ColumnChanges
{
    public static IEnumerable<ContractChange> Of(ContractColumn before, ContractColumn after)
    {
        var name = before.Name;
        if (name != after.Name)
        {
            yield return CompatibilityRule.ColumnRenamed.At(
                before, $"column '{name}' is renamed to '{after.Name}'", $"renames to {after.Name}") with
            {
                // Earlier programs ignored an id that equals its column's name.
                IsYounger = before.Id == name || after.Id == after.Name,
            };
        }

        if (before.Type != after.Type)
        {
            yield return Type(before, after);
        }

        if (before.Required && !after.Required)
        {
            yield return CompatibilityRule.RequiredToNullable.Of(before, "required", $"column '{name}' becomes nullable", "makes nullable");
        }
        else if (!before.Required && after.Required)
        {
            yield return CompatibilityRule.NullableToRequired.Of(before, "required", $"column '{name}' becomes required", null);
        }

        foreach (var change in Default(before, after).Concat(ColumnRuleChanges.Of(before, after)).Concat(Classification(before, after)))
        {
            yield return change;
        }

        if (!before.Aliases.ToHashSet(StringComparer.Ordinal).SetEquals(after.Aliases))
        {
            var gone = before.Aliases.Except(after.Aliases.Append(after.Name), StringComparer.Ordinal).ToList();
            yield return CompatibilityRule.IntakeChanged.Of(
                before, "aliases", $"column '{name}' has different aliases", null, gone.Count == 0 ? null : $"files that call it {string.Join(" or ", gone)} no longer have the column");
        }
    }

    private static ContractChange Type(ContractColumn before, ContractColumn after)
    {
        var (holdsOld, holdsNew) = (TypeFit.Holds(after.Type, before.Type), TypeFit.Holds(before.Type, after.Type));
        var scaleGrown = before.Type.Kind is ColumnKind.Decimal && after.Type.Kind is ColumnKind.Decimal && after.Type.Scale > before.Type.Scale;
        var rule = (holdsOld, holdsNew) switch
        {
            (true, _) when scaleGrown => CompatibilityRule.DecimalScaleGrown,
            (true, _) => CompatibilityRule.TypeWidened,
            (_, true) => CompatibilityRule.TypeNarrowed,
            _ => CompatibilityRule.TypeChanged,
        };
        return rule.Of(
            before,
            "type",
            $"column '{before.Name}' changes from {before.Type} to {after.Type}",
            holdsNew ? null : $"changes from {before.Type} to {after.Type}",
            scaleGrown && holdsOld ? "sums and comparisons of old rows have more decimal places" : null) with
        {
            NewType = after.Type,
        };
    }

    private static IEnumerable<ContractChange> Default(ContractColumn before, ContractColumn after)
    {
        if (before.Default == after.Default
            || (before.Default is { } old && after.Default is { } now && before.Type == after.Type && ColumnValue.Same(after.Type, old, now)))
        {
            yield break;
        }

        if (after.Default is null && before.Required)
        {
            yield return CompatibilityRule.DefaultRemoved.Of(
                before, "default", $"required column '{before.Name}' loses its default {SourceProblem.Quote(before.Default!)}", null);
            yield break;
        }

        yield return CompatibilityRule.DefaultChanged.Of(
            before,
            "default",
            $"the default of column '{before.Name}' changes from {Said(before.Default)} to {Said(after.Default)}",
            null,
            "rows with the old default keep it");
    }

    private static IEnumerable<ContractChange> Classification(ContractColumn before, ContractColumn after)
    {
        if (before.Classification == after.Classification)
        {
            yield break;
        }

        var text = $"column '{before.Name}' changes from {before.Classification ?? "no classification"} to {after.Classification ?? "none"}";
        if (Level(after) >= Level(before))
        {
            yield return CompatibilityRule.ClassificationRaised.Of(
                before, "classification", text, after.IsRestricted && !before.IsRestricted ? $"classifies as {after.Classification}" : null);
        }
        else
        {
            yield return CompatibilityRule.ClassificationLowered.Of(
                before, "classification", text, null, "more people see it: the data's owner must approve");
        }
    }

    private static string Said(string? value) => value is null ? "none" : SourceProblem.Quote(value);

    /// <summary>Orders the usual words from open to closed. An unknown word is above internal and below confidential.</summary>
    private static int Level(ContractColumn column) => column.Classification switch
    {
        null or "public" => 0,
        "internal" => 1,
        "confidential" => 3,
        "restricted" => 4,
        _ => 2,
    };
}

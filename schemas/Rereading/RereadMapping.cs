using System.Globalization;

namespace DataShare.Schemas;

/// <summary>
/// Columns for which a mapping changes the value, while a file that comes under the new major does not. If a mapping turns euros
/// into cents, an earlier producer's file under the new major puts euros where cents are expected.
/// </summary>
internal static class RereadMapping
{
    /// <param name="between">The newest versions of the majors between the two; ascending.</param>
    public static IEnumerable<Reread> Of(RereadNames names, IReadOnlyList<DataContract> between)
    {
        var (from, to) = (names.From, names.To);
        if (from.Version.Major == to.Version.Major)
        {
            yield break;
        }

        foreach (var (before, after) in names.Filled())
        {
            var few = Few(before, after);
            var (column, at) = (after, to);
            foreach (var below in between.Append(from).OrderByDescending(b => b.Version))
            {
                var pair = ColumnPairs.Of(below, at).Both.FirstOrDefault(p => p.After == column).Before;
                if (at.Mapping.Up.GetValueOrDefault(column.Name) is { } written && !IsSame(written, pair))
                {
                    var step = new Step(written, below, pair, column);
                    var changed = few is null ? Shown(before, after, step) : few.Select(v => (Value: v, Made: step.Of(v))).FirstOrDefault(m => m.Made != m.Value);
                    if (few is null || changed.Value is not null)
                    {
                        yield return new Reread("columns." + before.Name, changed.Value is { } value
                            ? $"'{value}' in column '{before.Name}' of a file stays {value} in {to.Version}, but the mapping of {at.Version} changes {value} of {below.Version} to {changed.Made ?? "something else"}"
                            : $"a value in column '{before.Name}' of a file does not change in {to.Version}, but the mapping of {at.Version} can change a value of {below.Version}");
                        break;
                    }
                }

                if (pair is null)
                {
                    break;
                }

                (column, at) = (pair, below);
            }
        }
    }

    /// <summary>All values that both columns accept; null if they cannot be listed.</summary>
    private static List<string>? Few(ContractColumn before, ContractColumn after) =>
        (PossibleValues.Of(before).Texts ?? PossibleValues.Of(after).Texts)?.Where(v => RuleFit.Takes(before, v) && RuleFit.Takes(after, v)).ToList();

    /// <summary>An example of a value that both accept and the mapping changes; nulls if there is no known one.</summary>
    private static (string? Value, string? Made) Shown(ContractColumn before, ContractColumn after, Step step)
    {
        var bounds = new[] { before.Rules.Minimum, before.Rules.Maximum, after.Rules.Minimum, after.Rules.Maximum }.OfType<RuleBound>().Select(b => b.Text);
        return bounds.Prepend("12").Where(v => RuleFit.Takes(before, v) && RuleFit.Takes(after, v))
            .Select(v => (Value: v, Made: step.Of(v) ?? Number(step.Written, v)))
            .FirstOrDefault(m => m.Made is not null && m.Made != m.Value);
    }

    /// <summary>Whether an expression does not change the value.</summary>
    private static bool IsSame(MappingExpression expression, ContractColumn? before) => expression switch
    {
        MappingExpression.Column column => before is not null && ColumnPairs.SameName(column.Name, before.Name),
        MappingExpression.Cast cast => IsSame(cast.Value, before),
        MappingExpression.Call { Function: MappingFunction.Coalesce, Arguments: [var first, ..] } => IsSame(first, before),
        _ => false,
    };

    /// <summary>The result of an expression for a number; null if the expression has more than arithmetic.</summary>
    private static string? Number(MappingExpression expression, string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Number(expression, number) is { } made ? FieldMeaning.Said(made) : null;

    private static decimal? Number(MappingExpression expression, decimal value) => expression switch
    {
        MappingExpression.Column => value,
        MappingExpression.Number number when decimal.TryParse(number.Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var digits) => digits,
        MappingExpression.Cast cast => Number(cast.Value, value),
        MappingExpression.Call { Function: MappingFunction.Coalesce or MappingFunction.Round, Arguments: [var first, ..] } => Number(first, value),
        MappingExpression.Negation negation => -Number(negation.Value, value),
        MappingExpression.Binary { Operator: var sign } binary when Number(binary.Left, value) is { } left && Number(binary.Right, value) is { } right => sign switch
        {
            MappingOperator.Add => left + right,
            MappingOperator.Subtract => left - right,
            MappingOperator.Multiply => left * right,
            MappingOperator.Divide when right != 0 => left / right,
            _ => null,
        },
        _ => null,
    };

    /// <summary>One step of the path: the expression for a column of a major.</summary>
    /// <param name="Pair">The same column in the major below; null if there is none.</param>
    private sealed record Step(MappingExpression Written, DataContract Below, ContractColumn? Pair, ContractColumn Target)
    {
        /// <summary>The new value, or the same text if it does not change; null if the result is not known.</summary>
        public string? Of(string value)
        {
            if (Pair is null)
            {
                return null;
            }

            var only = Pair with { Required = true, Rules = new ColumnRules { Enum = [value] } };
            return MappedValueFaults.Of(Written, Below with { Columns = [.. Below.Columns.Select(c => c == Pair ? only : c)] }, Target) switch
            {
                { Texts: [], Nulls.Count: > 0 } => "null",
                { Texts: [var made], Nulls.Count: 0 } => ColumnValue.Same(Target.Type, made, value) ? value : made,
                _ => null,
            };
        }
    }
}

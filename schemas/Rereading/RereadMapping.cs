using System.Globalization;

namespace DataShare.Schemas;

/// <summary>
/// Columns for which a mapping changes the value, while a file that comes under the new major does not. If a mapping turns euros
/// into cents, an earlier producer's file under the new major puts euros where cents are expected.
/// </summary>
internal static class RereadMapping
{
    private const int Sample = 12;

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
            var (column, at) = (after, to);
            foreach (var below in between.Append(from).OrderByDescending(b => b.Version))
            {
                var pair = ColumnPairs.Of(below, at).Both.FirstOrDefault(p => p.After == column).Before;
                if (at.Mapping.Up.GetValueOrDefault(column.Name) is { } written && !IsSame(written, pair))
                {
                    var made = Number(written) is { } value && value != Sample ? FieldMeaning.Said(value) : "something else";
                    yield return new Reread(
                        "columns." + before.Name,
                        $"'{Sample}' in column '{before.Name}' of a file stays {Sample} in {to.Version}, where the mapping of {at.Version} makes {made} of a {Sample} of {below.Version}");
                    break;
                }

                if (pair is null)
                {
                    break;
                }

                (column, at) = (pair, below);
            }
        }
    }

    /// <summary>Whether an expression leaves a value what it is.</summary>
    private static bool IsSame(MappingExpression expression, ContractColumn? before) => expression switch
    {
        MappingExpression.Column column => before is not null && ColumnPairs.SameName(column.Name, before.Name),
        MappingExpression.Cast cast => IsSame(cast.Value, before),
        MappingExpression.Call { Function: MappingFunction.Coalesce, Arguments: [var first, ..] } => IsSame(first, before),
        _ => false,
    };

    /// <summary>What arithmetic makes of the sample; null where more than that is asked for.</summary>
    private static decimal? Number(MappingExpression expression) => expression switch
    {
        MappingExpression.Column => Sample,
        MappingExpression.Number number when decimal.TryParse(number.Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var digits) => digits,
        MappingExpression.Cast cast => Number(cast.Value),
        MappingExpression.Call { Function: MappingFunction.Coalesce or MappingFunction.Round, Arguments: [var first, ..] } => Number(first),
        MappingExpression.Negation negation => -Number(negation.Value),
        MappingExpression.Binary { Operator: var sign } binary when Number(binary.Left) is { } left && Number(binary.Right) is { } right => sign switch
        {
            MappingOperator.Add => left + right,
            MappingOperator.Subtract => left - right,
            MappingOperator.Multiply => left * right,
            MappingOperator.Divide when right != 0 => left / right,
            _ => null,
        },
        _ => null,
    };
}

namespace DataShare.Schemas;

/// <summary>
/// Values of a mapped column that the rules of the newer or older major forbid: its enum, its bounds, its lengths.
/// </summary>
/// <param name="Condition">
/// A condition over the columns of the mapping's target: true for such a value, null for a null.
/// </param>
public sealed record ForbiddenValues(MappedColumn Column, MappingExpression Condition)
{
    /// <summary>Null if SQL can check none of the rules. SQL cannot check a pattern, because engines read patterns differently.</summary>
    internal static ForbiddenValues? Of(MappedColumn mapped)
    {
        var column = mapped.Target;
        var value = new MappingExpression.Column(column.Name);
        IEnumerable<MappingExpression> conditions =
        [
            .. Enum(column, value),
            .. Beyond(column, value, column.Rules.Minimum, isLower: true),
            .. Beyond(column, value, column.Rules.Maximum, isLower: false),
            .. Lengths(column, value),
        ];
        return Joined(MappingOperator.Or, [.. conditions]) is { } condition
            ? new ForbiddenValues(mapped, new MappingExpression.Binary(MappingOperator.And, new MappingExpression.Not(new MappingExpression.IsNull(value)), condition))
            : null;
    }

    private static IEnumerable<MappingExpression> Enum(ContractColumn column, MappingExpression value)
    {
        if (column.Rules is { Enum: { } allowed, EnumIsOpen: false })
        {
            yield return Joined(MappingOperator.And, [.. allowed.Select(a => Compared(MappingOperator.NotEqual, value, Constant(column, a)))])!;
        }
    }

    /// <summary>The bound of an integer or decimal is first rounded to a value of the type, because the contract may give more digits.</summary>
    private static IEnumerable<MappingExpression> Beyond(ContractColumn column, MappingExpression value, RuleBound? rule, bool isLower)
    {
        if (!BoundOrder.Binds(column.Type, rule, isLower))
        {
            yield break;
        }

        var bound = ValueSteps.Range(column.Type) is not null && BoundOrder.Steps(column.Type, rule!, isLower) is { } steps
            ? new RuleBound(ValueSteps.Text(column.Type, steps), Exclusive: false)
            : rule!;
        var beyond = (isLower, bound.Exclusive) switch
        {
            (true, true) => MappingOperator.LessOrEqual,
            (true, false) => MappingOperator.Less,
            (false, true) => MappingOperator.GreaterOrEqual,
            (false, false) => MappingOperator.Greater,
        };
        yield return Compared(beyond, value, Constant(column, bound.Text));
    }

    /// <summary>Checks for the first character beyond the maximum, or the last one of the minimum, because engines agree about these.</summary>
    private static IEnumerable<MappingExpression> Lengths(ContractColumn column, MappingExpression value)
    {
        if (column.Type.Kind is not ColumnKind.String)
        {
            yield break;
        }

        if (column.Rules.MaxLength is { } longest)
        {
            yield return Compared(MappingOperator.NotEqual, CharacterAt(value, (long)longest + 1), new MappingExpression.Text(""));
        }

        if (column.Rules.MinLength is { } shortest and > 0)
        {
            yield return Compared(MappingOperator.Equal, CharacterAt(value, shortest), new MappingExpression.Text(""));
        }
    }

    private static MappingExpression.Call CharacterAt(MappingExpression text, long place) =>
        new(MappingFunction.Substring, [text, new MappingExpression.Number(FormattableString.Invariant($"{place}")), new MappingExpression.Number("1")]);

    private static MappingExpression Constant(ContractColumn column, string text) =>
        column.Type.Kind is ColumnKind.String ? new MappingExpression.Text(text) : new MappingExpression.Cast(new MappingExpression.Text(text), column.Type);

    private static MappingExpression.Binary Compared(MappingOperator operation, MappingExpression left, MappingExpression right) => new(operation, left, right);

    /// <summary>Joins in halves, because an enum may have thousands of values, and no engine nests conditions that deep.</summary>
    private static MappingExpression? Joined(MappingOperator operation, ReadOnlySpan<MappingExpression> conditions) => conditions switch
    {
        [] => null,
        [var one] => one,
        _ => new MappingExpression.Binary(operation, Joined(operation, conditions[..(conditions.Length / 2)])!, Joined(operation, conditions[(conditions.Length / 2)..])!),
    };
}

using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Writes an expression of a mapping as an engine's SQL, with one meaning in all of them: no value makes a reader fail,
/// what cannot be converted or divided is null, and text is compared exactly.
/// </summary>
/// <param name="from">Whose columns the expression reads.</param>
internal sealed class MappingSql(SqlDialect sql, DataContract from)
{
    private static readonly ColumnType Text = new(ColumnKind.String);
    private static readonly ColumnType Flag = new(ColumnKind.Boolean);
    private static readonly ColumnType Double = new(ColumnKind.Double);

    /// <summary>Wide enough for every whole number, narrow enough to be multiplied.</summary>
    private static readonly ColumnType Whole = ColumnType.Decimal(19, 0);

    /// <summary>The expression as a value of the type.</summary>
    public string Value(MappingExpression expression, ColumnType type)
    {
        var (value, has) = Write(expression);
        return has == type ? value : Cast(value, has, type);
    }

    /// <summary>The SQL and what it gives; no type for a null that could be any.</summary>
    private (string Sql, ColumnType? Type) Write(MappingExpression expression) => expression switch
    {
        MappingExpression.Column column => (SqlDialect.Quote(column.Name), from.LandedColumns.First(c => c.Name == column.Name).Type),
        MappingExpression.Text text => (sql.Literal(text.Value), Text),
        MappingExpression.Number number => (number.Digits, TypeOf(number.Digits)),
        MappingExpression.Flag flag => (sql.Flag(flag.Value), Flag),
        MappingExpression.Null => ("null", null),
        MappingExpression.Cast cast => (Value(cast.Value, cast.Type), cast.Type),
        MappingExpression.Negation negation => Negation(negation.Value),
        MappingExpression.Call call => Call(call),
        MappingExpression.Case branches => Case(branches),
        MappingExpression.Binary { Operator: MappingOperator.Concatenate } both => (sql.Concatenate(Value(both.Left, Text), Value(both.Right, Text)), Text),
        MappingExpression.Binary { Operator: MappingOperator.Divide } both =>
            ($"({Value(both.Left, Double)} / nullif({Value(both.Right, Double)}, 0))", Double),
        MappingExpression.Binary both => Arithmetic(both),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} is not a value."),
    };

    private (string, ColumnType?) Negation(MappingExpression value)
    {
        var (number, type) = Number(value);
        return ($"(- {number})", type);
    }

    private (string, ColumnType?) Arithmetic(MappingExpression.Binary both)
    {
        var ((left, leftType), (right, rightType)) = (Number(both.Left), Number(both.Right));
        var mark = both.Operator switch
        {
            MappingOperator.Add => "+",
            MappingOperator.Subtract => "-",
            MappingOperator.Multiply => "*",
            _ => throw new InvalidOperationException($"{both.Operator} gives no value."),
        };
        if (leftType == Double || rightType == Double)
        {
            return ($"({Cast(left, leftType, Double)} {mark} {Cast(right, rightType, Double)})", Double);
        }

        // Of a decimal nobody knows the digits; whoever stores it casts it.
        return ($"({left} {mark} {right})", null);
    }

    /// <summary>Whole numbers overflow soon, and divide differently.</summary>
    private (string Sql, ColumnType? Type) Number(MappingExpression expression)
    {
        var (value, type) = Write(expression);
        return type?.Kind switch
        {
            null or ColumnKind.Decimal or ColumnKind.Double => (value, type),
            ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => (Cast(value, type, Whole), Whole),
            _ => (Cast(value, type, Double), Double),
        };
    }

    private (string, ColumnType?) Call(MappingExpression.Call call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case MappingFunction.Upper:
                return ($"upper({Value(arguments[0], Text)})", Text);
            case MappingFunction.Lower:
                return ($"lower({Value(arguments[0], Text)})", Text);
            case MappingFunction.Substring:
                return ($"substring({Value(arguments[0], Text)}, {Place(arguments[1])}, {Place(arguments[2])})", Text);
            case MappingFunction.Round:
                var (number, type) = Number(arguments[0]);
                return ($"round({number}, {Write(arguments[1]).Sql})", type == Double ? Double : null);
            default:
                var common = Common(arguments);
                return ($"coalesce({string.Join(", ", arguments.Select(a => As(a, common)))})", common);
        }
    }

    private string Place(MappingExpression expression) => Value(expression, new ColumnType(ColumnKind.Int32));

    private (string, ColumnType?) Case(MappingExpression.Case branches)
    {
        IReadOnlyList<MappingExpression> values = [.. branches.Branches.Select(b => b.Then), .. branches.Otherwise is null ? [] : new[] { branches.Otherwise }];
        var common = Common(values);
        var whens = branches.Branches.Select(b => $"when {Condition(b.When)} then {As(b.Then, common)}");
        var otherwise = branches.Otherwise is { } last ? $" else {As(last, common)}" : "";
        return ($"case {string.Join(" ", whens)}{otherwise} end", common);
    }

    private string Condition(MappingExpression expression) => expression switch
    {
        MappingExpression.Not not => $"not ({Condition(not.Condition)})",
        MappingExpression.IsNull isNull => $"{Write(isNull.Value).Sql} is null",
        MappingExpression.Binary { Operator: MappingOperator.And } both => $"({Condition(both.Left)} and {Condition(both.Right)})",
        MappingExpression.Binary { Operator: MappingOperator.Or } both => $"({Condition(both.Left)} or {Condition(both.Right)})",
        MappingExpression.Binary comparison => Comparison(comparison),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} is not a condition."),
    };

    private string Comparison(MappingExpression.Binary comparison)
    {
        var mark = comparison.Operator switch
        {
            MappingOperator.Equal => "=",
            MappingOperator.NotEqual => "<>",
            MappingOperator.Less => "<",
            MappingOperator.LessOrEqual => "<=",
            MappingOperator.Greater => ">",
            MappingOperator.GreaterOrEqual => ">=",
            _ => throw new InvalidOperationException($"{comparison.Operator} compares nothing."),
        };
        var common = Common([comparison.Left, comparison.Right]);
        var (left, right) = (As(comparison.Left, common), As(comparison.Right, common));
        return (common == Text, comparison.Operator) switch
        {
            (false, _) => $"{left} {mark} {right}",
            (_, MappingOperator.Equal) => $"({sql.IsSame(left, right, Text)})",
            (_, MappingOperator.NotEqual) => $"not ({sql.IsSame(left, right, Text)})",
            _ => $"{sql.ByCode(left)} {mark} {sql.ByCode(right)}",
        };
    }

    /// <summary>What values of several expressions have in common; null for numbers that each engine finds the type of.</summary>
    private ColumnType? Common(IEnumerable<MappingExpression> expressions)
    {
        var types = expressions.Where(e => e is not MappingExpression.Null).Select(e => Write(e).Type).Distinct().ToList();
        return types switch
        {
            [var one] => one,
            _ when types.Contains(Text) => types.OfType<ColumnType>().FirstOrDefault(t => t != Text && !IsNumber(t)) is { Kind: not ColumnKind.String } other ? other : Text,
            _ when types.Contains(Double) => Double,
            _ => null,
        };
    }

    private string As(MappingExpression expression, ColumnType? common) => common is { } type ? Value(expression, type) : Write(expression).Sql;

    private static bool IsNumber(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Double;

    /// <summary>Engines round or cut what goes into a whole number; here it is rounded.</summary>
    private string Cast(string value, ColumnType? has, ColumnType type)
    {
        var isWhole = type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Int64;
        if (isWhole && has is null or { Kind: ColumnKind.Decimal or ColumnKind.Double } && value != "null")
        {
            value = $"round({value}, 0)";
        }

        return has?.Kind is ColumnKind.Boolean && type.Kind is ColumnKind.String
            ? $"case when {value} = {sql.Flag(true)} then {sql.Literal("true")} when {value} = {sql.Flag(false)} then {sql.Literal("false")} end"
            : has?.Kind is ColumnKind.Uuid && type.Kind is ColumnKind.String
                ? $"lower({sql.TryCast(value, type)})"
                : sql.TryCast(value, type);
    }

    private static ColumnType TypeOf(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0 && digits.Length <= 18
            ? new ColumnType(ColumnKind.Int64)
            : ColumnType.Decimal(point < 0 ? digits.Length : digits.Length - 1, point < 0 ? 0 : digits.Length - point - 1);
    }
}

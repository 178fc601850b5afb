using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Writes an expression of a mapping as an engine's SQL, with the same meaning in all engines: no value makes a reader fail,
/// an impossible conversion or calculation gives null, and text is compared exactly.
/// </summary>
/// <param name="from">The contract whose columns the expression reads.</param>
/// <param name="isFinite">Whether NaN and infinity become null.</param>
internal sealed class MappingSql(SqlDialect sql, DataContract from, bool isFinite = false)
{
    private static readonly ColumnType Text = new(ColumnKind.String);
    private static readonly ColumnType Flag = new(ColumnKind.Boolean);
    private static readonly ColumnType Double = MappingNumbers.Double;
    private static readonly Written Null = new("null", null);

    private readonly MappingCast cast = new(sql);

    /// <summary>The value of a column. NaN and infinity become null if the column does not accept them.</summary>
    public static string Value(SqlDialect sql, DataContract from, MappedColumn column) =>
        new MappingSql(sql, from, column.Target is { Type.Kind: ColumnKind.Double, Rules.TakesNonFinite: false })
            .Value(column.Expression, column.Target.Type);

    /// <summary>A condition over columns of a contract.</summary>
    public static string Condition(SqlDialect sql, DataContract from, MappingExpression condition) => new MappingSql(sql, from).Condition(condition);

    /// <summary>The expression as a value of the type.</summary>
    public string Value(MappingExpression expression, ColumnType type) => As(Write(expression), type);

    /// <summary>Writes each expression only once in the SQL if possible, because expressions may be nested deep.</summary>
    private Written Write(MappingExpression expression) => expression switch
    {
        MappingExpression.Column column => Column(from.LandedColumns.First(c => c.Name == column.Name)),
        MappingExpression.Text text => new(sql.Literal(text.Value), Text),
        MappingExpression.Number number => Number(number),
        MappingExpression.Flag flag => new(sql.Flag(flag.Value), Flag),
        MappingExpression.Null => Null,
        MappingExpression.Cast { Value: MappingExpression.Text text } constant => new(cast.Constant(text.Value, constant.Type), constant.Type),
        MappingExpression.Cast inner => new(Value(inner.Value, inner.Type), inner.Type),
        MappingExpression.Negation negation => Negation(Exact(negation.Value)),
        MappingExpression.Call call => Call(call),
        MappingExpression.Case branches => Case(branches),
        MappingExpression.Binary { Operator: MappingOperator.Concatenate } both => new(sql.Concatenate(Value(both.Left, Text), Value(both.Right, Text)), Text),
        MappingExpression.Binary both => Arithmetic(both.Operator, Exact(both.Left), Exact(both.Right)),
        _ => throw new InvalidOperationException($"{expression.GetType().Name} is not a value."),
    };

    private Written Column(ContractColumn column)
    {
        var name = SqlName.Quote(column.Name);
        return new(isFinite && column.Rules.TakesNonFinite ? sql.Finite(name) : name, column.Type);
    }

    private static Written Number(MappingExpression.Number number) => MappingNumbers.Exact(number.Digits) is { Scale: 0, Precision: <= 18 }
        ? new(number.Digits, new ColumnType(ColumnKind.Int64))
        : new(number.Digits, MappingNumbers.Exact(number.Digits));

    /// <summary>A value for calculations: a decimal, a double, or a null of unknown type.</summary>
    private Written Exact(MappingExpression expression)
    {
        var value = Write(expression);
        var type = expression is MappingExpression.Number number ? MappingNumbers.Exact(number.Digits)
            : value.Type is { } has ? MappingNumbers.Exact(has)
            : (ColumnType?)null;
        return type is { } exact ? new(As(value, exact), exact) : Null;
    }

    /// <summary>Subtracts a double from zero, because a negated zero would have a sign.</summary>
    private static Written Negation(Written value) =>
        value.Type is null ? Null : value with { Sql = value.Type == Double ? $"(0 - {value.Sql})" : $"(- {value.Sql})" };

    private Written Arithmetic(MappingOperator operation, Written left, Written right)
    {
        if (left.Type is not { } leftType || right.Type is not { } rightType)
        {
            return Null;
        }

        var (mark, type) = operation switch
        {
            _ when operation is not MappingOperator.Divide && (leftType == Double || rightType == Double) => (Mark(operation), Double),
            MappingOperator.Add or MappingOperator.Subtract => (Mark(operation), MappingNumbers.Sum(leftType, rightType)),
            MappingOperator.Multiply => ("*", MappingNumbers.Product(leftType, rightType)),
            MappingOperator.Divide => ("/", Double),
            _ => throw new InvalidOperationException($"{operation} gives no value."),
        };
        return type == Double
            ? new(ZeroSign.Without(sql.Calculate(As(left, Double), Double, mark, As(right, Double), type)), type)
            : new(sql.Calculate(left.Sql, leftType, mark, right.Sql, type), type);
    }

    private static string Mark(MappingOperator operation) => operation switch
    {
        MappingOperator.Add => "+",
        MappingOperator.Subtract => "-",
        _ => "*",
    };

    private Written Call(MappingExpression.Call call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case MappingFunction.Upper:
                return new(sql.Upper(Value(arguments[0], Text)), Text);
            case MappingFunction.Lower:
                return new(sql.Lower(Value(arguments[0], Text)), Text);
            case MappingFunction.Substring:
                return new(sql.Substring(Value(arguments[0], Text), Write(arguments[1]).Sql, Write(arguments[2]).Sql), Text);
            case MappingFunction.Round:
                return Round(Exact(arguments[0]), Write(arguments[1]).Sql);
            default:
                var values = arguments.Select(Write).ToList();
                return Common(values) is { } common ? new($"coalesce({string.Join(", ", values.Select(v => As(v, common)))})", common) : Null;
        }
    }

    /// <summary>Rounds a decimal by a cast, because SQL Server's function keeps the type, and 9.9 would then be out of range.</summary>
    private Written Round(Written value, string digits)
    {
        if (value.Type is not { } type || type == Double)
        {
            return value.Type is null ? Null : new(ZeroSign.Without($"round({value.Sql}, {digits})"), Double);
        }

        var rounded = MappingNumbers.Rounded(type, int.Parse(digits, CultureInfo.InvariantCulture));
        return new(As(value, rounded), rounded);
    }

    private Written Case(MappingExpression.Case branches)
    {
        var values = branches.Branches.Select(b => Write(b.Then)).ToList();
        var otherwise = branches.Otherwise is { } last ? Write(last) : null;
        if (Common([.. values, .. otherwise is null ? [] : new[] { otherwise }]) is not { } common)
        {
            return Null;
        }

        // In a comparison, infinity is greater or less than all other numbers.
        var conditions = isFinite ? new MappingSql(sql, from) : this;
        var whens = branches.Branches.Zip(values, (b, v) => $"when {conditions.Condition(b.When)} then {As(v, common)}");
        return new($"case {string.Join(" ", whens)}{(otherwise is null ? "" : $" else {As(otherwise, common)}")} end", common);
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
        var (writtenLeft, writtenRight) = (Write(comparison.Left), Write(comparison.Right));
        var common = Common([writtenLeft, writtenRight]) ?? Text;
        var (left, right) = (As(writtenLeft, common), As(writtenRight, common));
        return (common == Text, comparison.Operator) switch
        {
            (false, _) => $"{left} {mark} {right}",
            (_, MappingOperator.Equal) => $"({sql.IsSame(left, right, Text)})",
            (_, MappingOperator.NotEqual) => $"not ({sql.IsSame(left, right, Text)})",
            _ => $"{sql.ByCode(left)} {mark} {sql.ByCode(right)}",
        };
    }

    /// <summary>The common type of alternative values, which <c>schema check</c> has checked; null if all are null.</summary>
    private static ColumnType? Common(IEnumerable<Written> values)
    {
        var types = values.Select(v => v.Type).OfType<ColumnType>().Distinct().ToList();
        return types switch
        {
            [] => null,
            [var one] => one,
            _ when types.Where(t => t != Text && !MappingNumbers.IsNumber(t)).Select(t => (ColumnType?)t).FirstOrDefault() is { } other => other,
            _ when types.Contains(Text) => Text,
            _ => MappingNumbers.Common(types),
        };
    }

    private string As(Written value, ColumnType type) => cast.To(value.Sql, value.Type, type);

    /// <param name="Type">Null for a null of unknown type.</param>
    private sealed record Written(string Sql, ColumnType? Type);
}

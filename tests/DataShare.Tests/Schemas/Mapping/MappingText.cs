using DataShare.Schemas;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>Writes an expression as a person may write it, and as a tree.</summary>
internal static class MappingText
{
    /// <summary>With only the parentheses that the tree needs.</summary>
    public static string Of(MappingExpression expression) => expression switch
    {
        MappingExpression.Column column => $"\"{column.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        MappingExpression.Text text => $"'{text.Value.Replace("'", "''", StringComparison.Ordinal)}'",
        MappingExpression.Number number => number.Digits,
        MappingExpression.Flag flag => flag.Value ? "true" : "FALSE",
        MappingExpression.Null => "Null",
        MappingExpression.Cast cast => $"cast({Of(cast.Value)} as {Type(cast.Type)})",
        MappingExpression.Call call => $"{call.Function}({string.Join(" , ", call.Arguments.Select(Of))})",
        // Two minus signs without a blank would begin a comment.
        MappingExpression.Negation negation => $"- {Within(negation.Value, 3)}",
        MappingExpression.Case branches =>
            $"case {string.Join(" ", branches.Branches.Select(b => $"when {Of(b.When)} then {Of(b.Then)}"))}"
            + $"{(branches.Otherwise is { } last ? $" else {Of(last)}" : "")} end",
        MappingExpression.IsNull isNull => $"{Of(isNull.Value)} is null",
        MappingExpression.Not { Condition: MappingExpression.IsNull isNull } => $"{Of(isNull.Value)} is not null",
        MappingExpression.Not not => $"not {Within(not.Condition, 3)}",
        MappingExpression.Binary both when Rank(both) == 0 => $"{Of(both.Left)} {Symbol(both.Operator)} {Of(both.Right)}",
        MappingExpression.Binary both => $"{Within(both.Left, Rank(both))} {Symbol(both.Operator)} {Within(both.Right, Rank(both) + 1)}",
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>Different trees have different texts.</summary>
    public static string Tree(MappingExpression expression) => expression switch
    {
        MappingExpression.Column column => $"[{column.Name}]",
        MappingExpression.Text text => $"<{text.Value}>",
        MappingExpression.Number number => number.Digits,
        MappingExpression.Cast cast => $"Cast({Tree(cast.Value)} {cast.Type})",
        MappingExpression.Case { Otherwise: null } branches => $"Case({Trees(branches)} without else)",
        MappingExpression.Call call => $"{call.Function}({Trees(call)})",
        MappingExpression.Binary both => $"{both.Operator}({Trees(both)})",
        MappingExpression.Flag flag => $"Flag({flag.Value})",
        _ => $"{expression.GetType().Name}({Trees(expression)})",
    };

    private static string Trees(MappingExpression expression) => string.Join(' ', expression.Parts.Select(Tree));

    private static string Within(MappingExpression expression, int rank) => Rank(expression) < rank ? $"({Of(expression)})" : Of(expression);

    /// <summary>The precedence of an expression, among values and among conditions.</summary>
    private static int Rank(MappingExpression expression) => expression switch
    {
        MappingExpression.Binary { Operator: MappingOperator.Or or MappingOperator.Add or MappingOperator.Subtract or MappingOperator.Concatenate } => 1,
        MappingExpression.Binary { Operator: MappingOperator.And or MappingOperator.Multiply or MappingOperator.Divide } => 2,
        MappingExpression.Binary or MappingExpression.IsNull => 0,
        _ => 3,
    };

    private static string Symbol(MappingOperator operation) => operation switch
    {
        MappingOperator.Add => "+",
        MappingOperator.Subtract => "-",
        MappingOperator.Multiply => "*",
        MappingOperator.Divide => "/",
        MappingOperator.Concatenate => "||",
        MappingOperator.Equal => "=",
        MappingOperator.NotEqual => "!=",
        MappingOperator.Less => "<",
        MappingOperator.LessOrEqual => "<=",
        MappingOperator.Greater => ">",
        MappingOperator.GreaterOrEqual => ">=",
        MappingOperator.And => "and",
        MappingOperator.Or => "OR",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static string Type(ColumnType type) => type.Kind switch
    {
        ColumnKind.String => "varchar",
        ColumnKind.Int8 => "tinyint",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => $"decimal({type.Precision}, {type.Scale})",
        ColumnKind.Double => "double precision",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.TimestampLocal => "timestamp",
        ColumnKind.Timestamp => "timestamptz",
        ColumnKind.Uuid => "uuid",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}

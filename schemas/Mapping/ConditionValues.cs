namespace DataShare.Schemas;

/// <summary>Narrows the possible values of columns to rows in which a condition is true, or is not.</summary>
internal static class ConditionValues
{
    /// <param name="columns">The possible values of each column before.</param>
    /// <param name="outcome">The result of the condition.</param>
    public static IReadOnlyDictionary<string, PossibleValues> Where(
        IReadOnlyDictionary<string, PossibleValues> columns, MappingExpression condition, Outcome outcome) => (condition, outcome) switch
        {
            (MappingExpression.Not not, Outcome.True) => Where(columns, not.Condition, Outcome.False),
            (MappingExpression.Not not, Outcome.False) => Where(columns, not.Condition, Outcome.True),
            (MappingExpression.Not { Condition: MappingExpression.IsNull isNull }, _) => Where(columns, isNull, Outcome.True),
            (MappingExpression.IsNull { Value: MappingExpression.Column column }, Outcome.True) =>
                With(columns, column, v => PossibleValues.None with { Type = v.Type, Nulls = v.Nulls }),
            (MappingExpression.IsNull { Value: MappingExpression.Column column }, _) => With(columns, column, v => v.NotNull()),
            (MappingExpression.Binary { Operator: MappingOperator.And } both, Outcome.True) =>
                Where(Where(columns, both.Left, Outcome.True), both.Right, Outcome.True),
            (MappingExpression.Binary { Operator: MappingOperator.Or } both, Outcome.False or Outcome.NotTrue) =>
                Where(Where(columns, both.Left, outcome), both.Right, outcome),
            (MappingExpression.Binary { Operator: MappingOperator.Or } both, Outcome.True) =>
                Either(Where(columns, both.Left, Outcome.True), Where(columns, both.Right, Outcome.True)),
            (MappingExpression.Binary comparison, _) => Compared(columns, comparison, outcome),
            _ => columns,
        };

    private static IReadOnlyDictionary<string, PossibleValues> Compared(
        IReadOnlyDictionary<string, PossibleValues> columns, MappingExpression.Binary comparison, Outcome outcome)
    {
        var (left, right, operation) = comparison.Left is MappingExpression.Column
            ? (comparison.Left, comparison.Right, comparison.Operator)
            : (comparison.Right, comparison.Left, Turned(comparison.Operator));
        if (left is not MappingExpression.Column column
            || ExpressionValues.Literal(right) is not { } literal
            || !columns.TryGetValue(column.Name, out var values)
            || !KeepsType(values.Type ?? new ColumnType(ColumnKind.String), right))
        {
            return columns;
        }

        var holds = outcome is Outcome.True ? operation : Opposite(operation);
        return holds is null ? columns : With(columns, column, v => outcome is Outcome.NotTrue ? Of(v, holds.Value, literal) : Of(v, holds.Value, literal).NotNull());
    }

    /// <summary>
    /// Whether the values of a column are compared with a literal as they are. If they are converted first, some become null, and
    /// texts have another order than numbers: then nothing is known about the values.
    /// </summary>
    private static bool KeepsType(ColumnType type, MappingExpression literal) => (type.Kind, literal) switch
    {
        (ColumnKind.String, MappingExpression.Text) or (ColumnKind.Boolean, MappingExpression.Flag) => true,
        ( >= ColumnKind.Int8 and <= ColumnKind.Double, MappingExpression.Number or MappingExpression.Negation) => true,
        (ColumnKind.String or ColumnKind.Boolean or (>= ColumnKind.Int8 and <= ColumnKind.Double), _) => false,
        (_, MappingExpression.Text text) => ColumnValue.Fits(type, text.Value),
        _ => false,
    };

    private static PossibleValues Of(PossibleValues values, MappingOperator operation, string literal)
    {
        var type = values.Type ?? new ColumnType(ColumnKind.String);
        return operation switch
        {
            MappingOperator.Equal => values with
            {
                Texts = values.Texts is null ? [literal] : [.. values.Texts.Where(t => ColumnValue.Same(type, t, literal))],
            },
            MappingOperator.NotEqual => values with { Texts = values.Texts?.Where(t => !ColumnValue.Same(type, t, literal)).ToList() },
            _ when !ColumnValue.IsBound(type, literal) => values,
            MappingOperator.Less => values.Within(null, new RuleBound(literal, true)),
            MappingOperator.LessOrEqual => values.Within(null, new RuleBound(literal, false)),
            MappingOperator.Greater => values.Within(new RuleBound(literal, true), null),
            _ => values.Within(new RuleBound(literal, false), null),
        };
    }

    private static Dictionary<string, PossibleValues> With(
        IReadOnlyDictionary<string, PossibleValues> columns, MappingExpression.Column column, Func<PossibleValues, PossibleValues> narrowed)
    {
        var with = new Dictionary<string, PossibleValues>(columns, StringComparer.Ordinal);
        if (with.TryGetValue(column.Name, out var values))
        {
            with[column.Name] = narrowed(values);
        }

        return with;
    }

    private static Dictionary<string, PossibleValues> Either(
        IReadOnlyDictionary<string, PossibleValues> one, IReadOnlyDictionary<string, PossibleValues> other) =>
        one.ToDictionary(c => c.Key, c => c.Value == other[c.Key] ? c.Value : c.Value.Or(other[c.Key]), StringComparer.Ordinal);

    private static MappingOperator? Opposite(MappingOperator operation) => operation switch
    {
        MappingOperator.Equal => MappingOperator.NotEqual,
        MappingOperator.NotEqual => MappingOperator.Equal,
        MappingOperator.Less => MappingOperator.GreaterOrEqual,
        MappingOperator.LessOrEqual => MappingOperator.Greater,
        MappingOperator.Greater => MappingOperator.LessOrEqual,
        MappingOperator.GreaterOrEqual => MappingOperator.Less,
        _ => null,
    };

    private static MappingOperator Turned(MappingOperator operation) => operation switch
    {
        MappingOperator.Less => MappingOperator.Greater,
        MappingOperator.LessOrEqual => MappingOperator.GreaterOrEqual,
        MappingOperator.Greater => MappingOperator.Less,
        MappingOperator.GreaterOrEqual => MappingOperator.LessOrEqual,
        _ => operation,
    };
}

/// <summary>The result of an SQL condition, which may be true, false or unknown.</summary>
internal enum Outcome
{
    True,
    False,

    /// <summary>False or unknown.</summary>
    NotTrue,
}

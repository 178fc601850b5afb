using System.Globalization;

namespace DataShare.Schemas;

/// <summary>The values that an expression of a mapping can give.</summary>
internal static class ExpressionValues
{
    private const int MostTexts = 1_000;

    private static readonly ColumnType Text = new(ColumnKind.String);
    private static readonly ColumnType Double = new(ColumnKind.Double);

    public static PossibleValues Of(MappingExpression expression, DataContract from) =>
        Of(expression, from.LandedColumns.ToDictionary(c => c.Name, PossibleValues.Of, StringComparer.Ordinal));

    /// <summary>The text of a literal, in a contract's form; null for any other expression.</summary>
    public static string? Literal(MappingExpression expression) => expression switch
    {
        MappingExpression.Text text => text.Value,
        MappingExpression.Number number => Plain(number.Digits),
        MappingExpression.Negation { Value: MappingExpression.Number number } => "-" + Plain(number.Digits),
        MappingExpression.Flag flag => flag.Value ? "true" : "false",
        _ => null,
    };

    private static PossibleValues Of(MappingExpression expression, IReadOnlyDictionary<string, PossibleValues> columns) => expression switch
    {
        _ when Literal(expression) is { } literal => PossibleValues.Constant(TypeOf(expression), literal),
        MappingExpression.Column column => columns.GetValueOrDefault(column.Name, PossibleValues.None),
        MappingExpression.Null => PossibleValues.None with { Nulls = [new NullReason("it contains null")] },
        MappingExpression.Cast cast => ValueConversion.To(Of(cast.Value, columns), cast.Type),
        MappingExpression.Case branches => Case(branches, columns),
        MappingExpression.Call call => Call(call, columns),
        MappingExpression.Negation negation => Negated(Of(negation.Value, columns)),
        MappingExpression.Binary { Operator: MappingOperator.Concatenate } both =>
            Concatenated(ValueConversion.To(Of(both.Left, columns), Text), ValueConversion.To(Of(both.Right, columns), Text)),
        MappingExpression.Binary both => ArithmeticValues.Of(both.Operator, Of(both.Left, columns), Of(both.Right, columns)),
        _ => PossibleValues.None,
    };

    private static PossibleValues Case(MappingExpression.Case branches, IReadOnlyDictionary<string, PossibleValues> columns)
    {
        // A branch that is never taken still affects the type.
        var parts = branches.Branches.Select(b => b.Then).Concat(branches.Otherwise is { } last ? [last] : []);
        var values = PossibleValues.None with { Type = Common(parts, columns) };
        foreach (var branch in branches.Branches)
        {
            var holds = ConditionValues.Where(columns, branch.When, Outcome.True);
            if (!IsNever(holds))
            {
                values = values.Or(Of(branch.Then, holds));
            }

            columns = ConditionValues.Where(columns, branch.When, Outcome.NotTrue);
        }

        return IsNever(columns) ? values
            : branches.Otherwise is { } otherwise ? values.Or(Of(otherwise, columns))
            : values with { Nulls = [.. values.Nulls, new NullReason(WithoutElse(branches, columns))] };
    }

    private static ColumnType? Common(IEnumerable<MappingExpression> parts, IReadOnlyDictionary<string, PossibleValues> columns) =>
        parts.Select(p => Of(p, columns).Type).Aggregate(PossibleValues.Common);

    private static string WithoutElse(MappingExpression.Case branches, IReadOnlyDictionary<string, PossibleValues> columns)
    {
        var left = branches.Branches.SelectMany(b => b.When.Columns).Distinct(StringComparer.Ordinal)
            .Select(c => columns.GetValueOrDefault(c)?.Texts is { Count: > 0 } texts ? $"{c} {string.Join(", ", texts.Take(5).Select(SourceProblem.Quote))}" : null)
            .OfType<string>().ToList();
        return left.Count == 0 ? "a case has no else" : $"a case has no else, as for {string.Join("; ", left)}";
    }

    private static bool IsNever(IReadOnlyDictionary<string, PossibleValues> columns) => columns.Values.Any(v => v.IsNothing);

    private static PossibleValues Call(MappingExpression.Call call, IReadOnlyDictionary<string, PossibleValues> columns)
    {
        var arguments = call.Arguments.Select(a => Of(a, columns)).ToList();
        switch (call.Function)
        {
            case MappingFunction.Coalesce:
                // An argument that cannot be converted to the common type is null, so the next argument counts.
                arguments = Common(call.Arguments, columns) is { } common ? [.. arguments.Select(a => ValueConversion.To(a, common))] : arguments;
                var last = arguments.FindIndex(a => a.Nulls.Count == 0);
                var values = (last < 0 ? arguments : arguments[..(last + 1)]).Select(a => a.NotNull()).Aggregate((one, other) => one.Or(other));
                return last < 0 ? values with { Nulls = [.. arguments.SelectMany(a => a.Nulls).Distinct()] } : values;
            case MappingFunction.Round:
                return ArithmeticValues.Rounded(arguments[0], int.Parse(((MappingExpression.Number)call.Arguments[1]).Digits, CultureInfo.InvariantCulture));
            case MappingFunction.Substring:
                return Cut(ValueConversion.To(arguments[0], Text), Number(call.Arguments[1]), Number(call.Arguments[2]));
            default:
                var text = ValueConversion.To(arguments[0], Text);
                return text with { Texts = Cased(text.Texts, call.Function is MappingFunction.Upper), Pattern = null };
        }
    }

    /// <summary>Null if a text has letters beyond ASCII, whose case each engine converts differently.</summary>
    private static IReadOnlyList<string>? Cased(IReadOnlyList<string>? texts, bool isUpper) =>
        texts?.All(t => t.All(char.IsAscii)) is true
            ? [.. texts.Select(t => isUpper ? t.ToUpperInvariant() : t.ToLowerInvariant()).Distinct(StringComparer.Ordinal)]
            : null;

    private static PossibleValues Cut(PossibleValues text, int from, int length) => new(Text)
    {
        Texts = text.Texts?.Select(t => string.Concat(t.EnumerateRunes().Skip(from - 1).Take(length))).Distinct(StringComparer.Ordinal).ToList(),
        Nulls = text.Nulls,
        MinLength = Math.Clamp(text.Shortest - from + 1, 0, length),
        MaxLength = text.Longest is { } longest ? Math.Clamp(longest - from + 1, 0, length) : length,
    };

    private static PossibleValues Concatenated(PossibleValues left, PossibleValues right) => new(Text)
    {
        Texts = left.Texts is { } lefts && right.Texts is { } rights && lefts.Count * rights.Count <= MostTexts
            ? [.. lefts.SelectMany(l => rights.Select(r => l + r))]
            : null,
        Nulls = [.. left.Nulls.Concat(right.Nulls).Distinct()],
        MinLength = left.Shortest + right.Shortest,
        MaxLength = left.Longest + right.Longest,
    };

    private static PossibleValues Negated(PossibleValues value) =>
        ArithmeticValues.Of(MappingOperator.Subtract, PossibleValues.Constant(new ColumnType(ColumnKind.Int64), "0"), value);

    private static ColumnType TypeOf(MappingExpression literal) => literal switch
    {
        MappingExpression.Text => Text,
        MappingExpression.Flag => new ColumnType(ColumnKind.Boolean),
        MappingExpression.Number number => NumberType(number),
        MappingExpression.Negation { Value: MappingExpression.Number number } => NumberType(number),
        _ => Double,
    };

    private static ColumnType NumberType(MappingExpression.Number number) =>
        number.Digits.Length <= 18 && number.Digits.All(char.IsAsciiDigit) ? new ColumnType(ColumnKind.Int64) : Double;

    private static int Number(MappingExpression number) => int.Parse(((MappingExpression.Number)number).Digits, CultureInfo.InvariantCulture);

    /// <summary>Removes zeros at the end: 1.0 becomes 1.</summary>
    private static string Plain(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}

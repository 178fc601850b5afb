namespace DataShare.Schemas;

/// <summary>The functions and comparisons that a mapping may use.</summary>
internal static class MappingCalls
{
    public const string Forms =
        "expected coalesce(a, b, …), round(a, digits), substring(a, from, length), upper(a), lower(a) or cast(a as type)";

    public static bool Is(string name) => name.ToUpperInvariant() is "CAST" or "COALESCE" or "ROUND" or "SUBSTRING" or "UPPER" or "LOWER";

    /// <summary>Null when the function takes another number of values, or a literal stands where none may.</summary>
    public static MappingExpression? Of(string name, IReadOnlyList<MappingExpression> arguments) => (name.ToUpperInvariant(), arguments) switch
    {
        ("COALESCE", { Count: >= 2 }) => new MappingExpression.Call(MappingFunction.Coalesce, arguments),
        ("ROUND", [_, MappingExpression.Number { Digits: { Length: <= 2 } digits }]) when digits.All(char.IsAsciiDigit) =>
            new MappingExpression.Call(MappingFunction.Round, arguments),
        ("ROUND", [var value]) => new MappingExpression.Call(MappingFunction.Round, [value, new MappingExpression.Number("0")]),
        ("SUBSTRING", { Count: 3 }) => new MappingExpression.Call(MappingFunction.Substring, arguments),
        ("UPPER", { Count: 1 }) => new MappingExpression.Call(MappingFunction.Upper, arguments),
        ("LOWER", { Count: 1 }) => new MappingExpression.Call(MappingFunction.Lower, arguments),
        _ => null,
    };

    public static MappingOperator? Comparison(string symbol) => symbol switch
    {
        "=" => MappingOperator.Equal,
        "<>" => MappingOperator.NotEqual,
        "<" => MappingOperator.Less,
        "<=" => MappingOperator.LessOrEqual,
        ">" => MappingOperator.Greater,
        ">=" => MappingOperator.GreaterOrEqual,
        _ => null,
    };
}

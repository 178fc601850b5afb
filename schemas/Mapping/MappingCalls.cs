namespace DataShare.Schemas;

/// <summary>The functions and comparisons that a mapping may use.</summary>
internal static class MappingCalls
{
    public const string Forms =
        "expected coalesce(a, b, …), round(a, 2), substring(a, 1, 10), upper(a), lower(a) or cast(a as type), with numbers as shown";

    public static bool Is(string name) => name.ToUpperInvariant() is "CAST" or "COALESCE" or "ROUND" or "SUBSTRING" or "UPPER" or "LOWER";

    /// <summary>Null if the function takes another number of values, or does not allow a literal in this place.</summary>
    public static MappingExpression? Of(string name, IReadOnlyList<MappingExpression> arguments) => (name.ToUpperInvariant(), arguments) switch
    {
        ("COALESCE", { Count: >= 2 }) => new MappingExpression.Call(MappingFunction.Coalesce, arguments),
        ("ROUND", [_, MappingExpression.Number digits]) when IsWhole(digits, 2) =>
            new MappingExpression.Call(MappingFunction.Round, arguments),
        ("ROUND", [var value]) => new MappingExpression.Call(MappingFunction.Round, [value, new MappingExpression.Number("0")]),
        // Engines differ for a start before the first character, and some fail for a negative length.
        ("SUBSTRING", [_, MappingExpression.Number from, MappingExpression.Number length]) when IsWhole(from, 9) && IsWhole(length, 9) && from.Digits.Trim('0').Length > 0 =>
            new MappingExpression.Call(MappingFunction.Substring, arguments),
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

    private static bool IsWhole(MappingExpression.Number number, int mostDigits) =>
        number.Digits.Length <= mostDigits && number.Digits.All(char.IsAsciiDigit);
}

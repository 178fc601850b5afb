using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Minimum, maximum and enum of a column whose values have an order.</summary>
internal sealed class ValueRules<T>
    where T : struct, IComparable<T>
{
    private readonly Bound? minimum;
    private readonly Bound? maximum;
    private readonly HashSet<T>? allowed;
    private readonly RuleBreak? notAllowed;
    private readonly bool none;

    /// <param name="column">The column whose rules are checked.</param>
    /// <param name="parse">Reads a bound or an enum value as the contract writes it.</param>
    public ValueRules(ContractColumn column, Func<string, T> parse)
    {
        var rules = column.Rules;
        minimum = Bound.From(rules.Minimum, parse, "minimum", "below");
        maximum = Bound.From(rules.Maximum, parse, "maximum", "above");
        if (rules is { Enum: { } values, EnumIsOpen: false })
        {
            allowed = [.. values.Select(parse)];
            notAllowed = new RuleBreak("enum", $"is not one of {string.Join(", ", values)}");
        }

        none = minimum is null && maximum is null && allowed is null;
    }

    /// <summary>Null when the value is allowed.</summary>
    public RuleBreak? Check(T value)
    {
        if (none)
        {
            return null;
        }

        if (IsNaN(value) && (minimum ?? maximum) is { } bound)
        {
            return bound.NaNBreak;
        }

        if (minimum is not null && minimum.IsBeyond(-value.CompareTo(minimum.Value)))
        {
            return minimum.Break;
        }

        if (maximum is not null && maximum.IsBeyond(value.CompareTo(maximum.Value)))
        {
            return maximum.Break;
        }

        return allowed is null || allowed.Contains(value) ? null : notAllowed;
    }

    /// <summary>It has no place in the order; .NET puts it below all numbers, DuckDB above.</summary>
    private static bool IsNaN(T value) => value is double number && double.IsNaN(number);

    private sealed record Bound(T Value, bool Exclusive, RuleBreak Break, RuleBreak NaNBreak)
    {
        public static Bound? From(RuleBound? bound, Func<string, T> parse, string rule, string side) =>
            bound is null
                ? null
                : new Bound(
                    parse(bound.Text),
                    bound.Exclusive,
                    new RuleBreak(rule, bound.Exclusive
                        ? $"is {side} or at the exclusive {rule} {bound.Text}"
                        : $"is {side} the {rule} {bound.Text}"),
                    new RuleBreak(rule, $"is not a number, so it breaks every bound; the {rule} is {bound.Text}"));

        public bool IsBeyond(int distance) => Exclusive ? distance >= 0 : distance > 0;
    }
}

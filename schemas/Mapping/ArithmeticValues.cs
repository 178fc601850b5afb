using System.Globalization;

namespace DataShare.Schemas;

/// <summary>The lowest and highest result of a calculation; unknown if it exceeds the numbers that can be calculated here.</summary>
internal static class ArithmeticValues
{
    private static readonly ColumnType Double = new(ColumnKind.Double);

    public static PossibleValues Of(MappingOperator operation, PossibleValues left, PossibleValues right)
    {
        (left, right) = (ValueConversion.To(left, Double), ValueConversion.To(right, Double));
        var (a, b) = (Range(left), Range(right));
        (decimal?, decimal?) range = operation switch
        {
            MappingOperator.Add => (Try(() => a.Least + b.Least), Try(() => a.Most + b.Most)),
            MappingOperator.Subtract => (Try(() => a.Least - b.Most), Try(() => a.Most - b.Least)),
            MappingOperator.Multiply => Corners(a, b, (x, y) => x * y),
            MappingOperator.Divide when b.Least > 0 || b.Most < 0 => Corners(a, b, (x, y) => x / y),
            _ => (null, null),
        };
        return Within(range) with
        {
            Nulls =
            [
                .. left.Nulls.Concat(right.Nulls).Distinct(),
                .. a is (not null, not null) && b is (not null, not null) && range is (null, _) or (_, null) && operation is not MappingOperator.Divide
                    ? [new NullReason("a result with too many digits becomes null", IsConversion: true)] : Array.Empty<NullReason>(),
                .. operation is MappingOperator.Divide && !(b.Least > 0 || b.Most < 0) ? [new NullReason("a division by zero gives null", IsConversion: true)] : Array.Empty<NullReason>(),
            ],
        };
    }

    public static PossibleValues Rounded(PossibleValues value, int digits)
    {
        var number = ValueConversion.To(value, Double);
        var (least, most) = Range(number);
        return Within((Round(least, digits), Round(most, digits))) with { Nulls = number.Nulls };
    }

    private static decimal? Round(decimal? number, int digits) =>
        number is { } known ? decimal.Round(known, Math.Min(digits, 28), MidpointRounding.AwayFromZero) : null;

    private static PossibleValues Within((decimal? Least, decimal? Most) range) =>
        new(Double) { Minimum = Bound(Try(() => range.Least - Error(range.Least))), Maximum = Bound(Try(() => range.Most + Error(range.Most))) };

    /// <summary>
    /// How far the engines' result may be from the number that is calculated here: they calculate in doubles, which have not every
    /// whole number from 2^53 on.
    /// </summary>
    private static decimal? Error(decimal? number) =>
        number is { } known && Math.Abs(known) >= 1L << 53 ? decimal.Ceiling(Math.Abs(known) / (1L << 50)) : 0;

    private static (decimal? Least, decimal? Most) Range(PossibleValues values) =>
        values.Texts is { Count: > 0 } texts && texts.Select(Number).ToList() is var numbers && numbers.TrueForAll(n => n is not null)
            ? (numbers.Min(), numbers.Max())
            : (Number(values.Minimum?.Text), Number(values.Maximum?.Text));

    private static (decimal?, decimal?) Corners((decimal? Least, decimal? Most) a, (decimal? Least, decimal? Most) b, Func<decimal, decimal, decimal> of)
    {
        if (a is not ({ } low, { } high) || b is not ({ } least, { } most))
        {
            return (null, null);
        }

        decimal?[] corners = [Try(() => of(low, least)), Try(() => of(low, most)), Try(() => of(high, least)), Try(() => of(high, most))];
        return corners.Contains(null) ? (null, null) : (corners.Min(), corners.Max());
    }

    private static decimal? Try(Func<decimal?> calculate)
    {
        try
        {
            return calculate();
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static RuleBound? Bound(decimal? number) => number is { } known ? new RuleBound(known.ToString(CultureInfo.InvariantCulture), false) : null;
}

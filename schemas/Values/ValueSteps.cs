using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>
/// Counts values of stepped types (whole numbers, the last digit of a decimal, days, microseconds) as steps from zero,
/// so that equal bounds compare equal: above 0 for a whole number is 1 or more.
/// </summary>
public static partial class ValueSteps
{
    /// <summary>The maximum number of digits of a number, after its exponent is written out.</summary>
    private const int MostDigits = 400;

    /// <summary>The least steps that a minimum allows; null if there is no minimum, or the type has no steps.</summary>
    public static BigInteger? Least(ColumnType type, RuleBound? minimum) =>
        minimum is null || Of(type, minimum.Text) is not var (steps, isExact) ? null
        : !isExact || minimum.Exclusive ? steps + 1 : steps;

    /// <summary>The most steps that a maximum allows; null if there is no maximum, or the type has no steps.</summary>
    public static BigInteger? Most(ColumnType type, RuleBound? maximum) =>
        maximum is null || Of(type, maximum.Text) is not var (steps, isExact) ? null
        : isExact && maximum.Exclusive ? steps - 1 : steps;

    /// <summary>The value of a whole number or a decimal, in a contract's form.</summary>
    public static string Text(ColumnType type, BigInteger steps)
    {
        var digits = BigInteger.Abs(steps).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
        return (steps.Sign < 0 ? "-" : "") + (type.Scale == 0 ? digits : $"{digits[..^type.Scale]}.{digits[^type.Scale..]}");
    }

    /// <summary>The steps of a contract's text, rounded down; null if it is not such a value.</summary>
    public static (BigInteger Steps, bool IsExact)? Of(ColumnType type, string text) => type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => Number(text, 0),
        ColumnKind.Decimal => Number(text, type.Scale),
        ColumnKind.Date => ColumnValue.Comparable(type, text) is DateOnly day ? (day.DayNumber, true) : null,
        ColumnKind.Timestamp => ColumnValue.Comparable(type, text) is DateTimeOffset time ? (time.UtcTicks / TimeSpan.TicksPerMicrosecond, true) : null,
        ColumnKind.TimestampLocal => ColumnValue.Comparable(type, text) is DateTime time ? (time.Ticks / TimeSpan.TicksPerMicrosecond, true) : null,
        _ => null,
    };

    /// <summary>The least and the most steps of the type itself; null if it has no steps, or no limit that matters.</summary>
    internal static (BigInteger Least, BigInteger Most)? Range(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ColumnKind.Int16 => (short.MinValue, short.MaxValue),
        ColumnKind.Int32 => (int.MinValue, int.MaxValue),
        ColumnKind.Int64 => (long.MinValue, long.MaxValue),
        ColumnKind.Decimal => (1 - BigInteger.Pow(10, type.Precision), BigInteger.Pow(10, type.Precision) - 1),
        _ => null,
    };

    private static (BigInteger, bool)? Number(string text, int scale)
    {
        var match = NumberForm().Match(text);
        var (whole, fraction) = (match.Groups["w"].Value, match.Groups["f"].Value);
        if (!match.Success || whole.Length + fraction.Length is 0 or > MostDigits
            || !int.TryParse(match.Groups["e"] is { Success: true } e ? e.Value : "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || Math.Abs(exponent) > MostDigits)
        {
            return null;
        }

        var unscaled = BigInteger.Parse(match.Groups["s"].Value + whole + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var power = scale + exponent - fraction.Length;
        if (power >= 0)
        {
            return (unscaled * BigInteger.Pow(10, power), true);
        }

        var steps = BigInteger.DivRem(unscaled, BigInteger.Pow(10, -power), out var rest);
        return (rest.Sign < 0 ? steps - 1 : steps, rest.IsZero);
    }

    [GeneratedRegex(@"\A(?<s>[+-]?)(?<w>[0-9]*)(\.(?<f>[0-9]*))?([eE](?<e>[+-]?[0-9]{1,4}))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberForm();
}

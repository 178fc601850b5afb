using System.Numerics;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Decimals as their unscaled whole number. Digits are never rounded away: more of them than the type's scale
/// are only accepted when they are zeros.
/// </summary>
internal readonly struct UnscaledDecimalParser(ColumnType type, byte decimalSeparator)
{
    /// <summary>Digits that 64 bits hold whatever they are.</summary>
    private const int FastDigits = 18;

    private readonly int integerDigits = type.Precision - type.Scale;

    public bool TryParse(ReadOnlySpan<byte> field, out UInt128 unscaled, out bool negative)
    {
        unscaled = 0;
        negative = field is [(byte)'-', ..];
        var digits = field is [(byte)'-' or (byte)'+', ..] ? field[1..] : field;
        var point = digits.IndexOf(decimalSeparator);
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.Length + fraction.Length == 0)
        {
            return false;
        }

        whole = whole.TrimStart((byte)'0');
        if (fraction.Length > type.Scale)
        {
            if (fraction[type.Scale..].ContainsAnyExcept((byte)'0'))
            {
                return false;
            }

            fraction = fraction[..type.Scale];
        }

        if (whole.Length > integerDigits || !TryAdd(whole, ref unscaled) || !TryAdd(fraction, ref unscaled))
        {
            return false;
        }

        for (var missing = type.Scale - fraction.Length; missing > 0; missing--)
        {
            unscaled *= 10;
        }

        return true;
    }

    private static bool TryAdd(ReadOnlySpan<byte> digits, ref UInt128 number)
    {
        while (digits.Length > 0)
        {
            var part = digits[..Math.Min(FastDigits, digits.Length)];
            ulong value = 0;
            ulong power = 1;
            foreach (var c in part)
            {
                var digit = (uint)(c - '0');
                if (digit > 9)
                {
                    return false;
                }

                value = (value * 10) + digit;
                power *= 10;
            }

            number = (number * power) + value;
            digits = digits[part.Length..];
        }

        return true;
    }
}

/// <summary>Decimals of up to 28 digits.</summary>
internal readonly struct DecimalParser(ColumnType type, byte decimalSeparator) : IFieldParser<decimal>
{
    private readonly UnscaledDecimalParser parser = new(type, decimalSeparator);
    private readonly byte scale = (byte)type.Scale;

    public bool TryParse(ReadOnlySpan<byte> field, out decimal value)
    {
        if (!parser.TryParse(field, out var unscaled, out var negative))
        {
            value = 0;
            return false;
        }

        var low = (ulong)unscaled;
        value = new decimal((int)low, (int)(low >> 32), (int)(ulong)(unscaled >> 64), negative, scale);
        return true;
    }
}

/// <summary>Decimals of 29 to 38 digits, as the value times ten to the power of the scale.</summary>
internal readonly struct WideDecimalParser(ColumnType type, byte decimalSeparator) : IFieldParser<BigInteger>
{
    private readonly UnscaledDecimalParser parser = new(type, decimalSeparator);

    public bool TryParse(ReadOnlySpan<byte> field, out BigInteger value)
    {
        var parsed = parser.TryParse(field, out var unscaled, out var negative);
        value = negative ? -(BigInteger)unscaled : (BigInteger)unscaled;
        return parsed;
    }
}

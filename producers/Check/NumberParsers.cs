using System.Globalization;
using System.Numerics;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Whole numbers: an optional sign and digits, within the type's range.</summary>
internal readonly struct IntegerParser<T> : IFieldParser<T>
    where T : struct, IBinaryInteger<T>
{
    public bool TryParse(ReadOnlySpan<byte> field, out T value) =>
        T.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        // .NET ignores zero bytes after a number.
        && field[^1] is not 0;
}

/// <summary>
/// Floating-point numbers, with or without an exponent. Refuses numbers so large or small that they would become infinity or
/// zero, and <see cref="NonFiniteWords"/> unless the contract allows them.
/// </summary>
internal readonly struct DoubleParser(byte decimalSeparator, bool takesNonFinite = false) : IFieldParser<double>
{
    private const int MaxChars = 400;

    public bool TryParse(ReadOnlySpan<byte> field, out double value) =>
        TryParseDigits(field, out value) || (takesNonFinite && NonFiniteWords.TryParse(field, out value));

    private bool TryParseDigits(ReadOnlySpan<byte> field, out double value)
    {
        if (decimalSeparator != (byte)'.')
        {
            if (field.Length > MaxChars || field.Contains((byte)'.'))
            {
                value = 0;
                return false;
            }

            Span<byte> pointed = stackalloc byte[MaxChars];
            field.Replace(pointed, decimalSeparator, (byte)'.');
            return TryParsePointed(pointed[..field.Length], out value);
        }

        return TryParsePointed(field, out value);
    }

    private static bool TryParsePointed(ReadOnlySpan<byte> field, out double value) =>
        double.TryParse(
            field,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value)
        && double.IsFinite(value)
        && field[^1] is not 0
        && (value != 0 || IsZero(field));

    private static bool IsZero(ReadOnlySpan<byte> field)
    {
        var exponent = field.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? field : field[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }
}

/// <summary>true, false, 1 and 0, or a contract's own words, in any case of ASCII letters.</summary>
internal readonly struct BooleanParser(IReadOnlyList<string> trueWords, IReadOnlyList<string> falseWords) : IFieldParser<bool>
{
    private readonly byte[][]? trueWords = Bytes(trueWords);
    private readonly byte[][]? falseWords = Bytes(falseWords);

    public bool TryParse(ReadOnlySpan<byte> field, out bool value)
    {
        if (trueWords is not null || falseWords is not null)
        {
            value = IsOne(field, trueWords ?? [[(byte)'1'], "true"u8.ToArray()]);
            return value || IsOne(field, falseWords ?? [[(byte)'0'], "false"u8.ToArray()]);
        }

        value = field is [(byte)'1'] || System.Text.Ascii.EqualsIgnoreCase(field, "true"u8);
        return value || field is [(byte)'0'] || System.Text.Ascii.EqualsIgnoreCase(field, "false"u8);
    }

    private static byte[][]? Bytes(IReadOnlyList<string> words) =>
        words.Count == 0 ? null : [.. words.Select(System.Text.Encoding.UTF8.GetBytes)];

    private static bool IsOne(ReadOnlySpan<byte> field, byte[][] words)
    {
        foreach (var word in words)
        {
            if (field.SequenceEqual(word) || System.Text.Ascii.EqualsIgnoreCase(field, word))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Decimals as their unscaled whole number. Nothing is rounded: digits beyond the type's scale
/// are only accepted when they are zeros.
/// </summary>
internal readonly struct UnscaledDecimalParser(ColumnType type, byte decimalSeparator)
{
    /// <summary>A number of this many digits always fits in 64 bits.</summary>
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

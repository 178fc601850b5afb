using System.Globalization;
using System.Numerics;

namespace DataShare.Producers;

/// <summary>Whole numbers: an optional sign and digits, within the type's range.</summary>
internal readonly struct IntegerParser<T> : IFieldParser<T>
    where T : struct, IBinaryInteger<T>
{
    public bool TryParse(ReadOnlySpan<byte> field, out T value) =>
        T.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}

/// <summary>Floating-point numbers, with an exponent or without; NaN and infinity are refused.</summary>
internal readonly struct DoubleParser(byte decimalSeparator) : IFieldParser<double>
{
    private const int MaxChars = 400;

    public bool TryParse(ReadOnlySpan<byte> field, out double value)
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
        && double.IsFinite(value);
}

/// <summary>true, false, 1 and 0, in any case.</summary>
internal readonly struct BooleanParser : IFieldParser<bool>
{
    public bool TryParse(ReadOnlySpan<byte> field, out bool value)
    {
        value = field is [(byte)'1'] || System.Text.Ascii.EqualsIgnoreCase(field, "true"u8);
        return value || field is [(byte)'0'] || System.Text.Ascii.EqualsIgnoreCase(field, "false"u8);
    }
}

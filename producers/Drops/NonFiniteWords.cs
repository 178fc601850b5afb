using System.Text;

namespace DataShare.Producers;

/// <summary>The words for NaN and infinity that pandas, R, Java, .NET, C and DuckDB write, in any case of ASCII letters.</summary>
internal static class NonFiniteWords
{
    /// <summary>
    /// The only NaN that is stored. Sign and payload of a NaN mean nothing, but an engine could take two different ones for two
    /// values. .NET's own NaN has a sign.
    /// </summary>
    public static double NaN { get; } = BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);

    public static bool TryParse(ReadOnlySpan<byte> field, out double value)
    {
        var isNegative = field is [(byte)'-', ..];
        var word = isNegative || field is [(byte)'+', ..] ? field[1..] : field;
        value = Ascii.EqualsIgnoreCase(word, "nan"u8) ? NaN
            : !Ascii.EqualsIgnoreCase(word, "inf"u8) && !Ascii.EqualsIgnoreCase(word, "infinity"u8) ? 0
            : isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return value != 0;
    }
}

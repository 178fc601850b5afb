using System.Data.SqlTypes;
using System.Numerics;
using System.Runtime.InteropServices;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Converts decimals of a part to the contract's type: to <see cref="decimal"/> if every value fits, otherwise to
/// <see cref="SqlDecimal"/> with the contract's precision and scale. No digit is lost.
/// </summary>
internal static class PartDecimals
{
    public static Type StoredType(ColumnType type) => PartSchema.IsWide(type) ? typeof(SqlDecimal) : typeof(decimal);

    public static Func<IParquetValues, PartColumn>? For(ColumnType type, ParquetInputColumn column)
    {
        var (limit, scale) = (BigInteger.Pow(10, type.Precision), type.Scale);
        if (PartSchema.IsWide(type))
        {
            return PartConversion.Read<UnscaledDecimal>(column, v => Wide(Rescale(v, scale, limit), type))
                ?? PartConversion.Read<decimal>(column, v => Wide(Rescale(Unscaled(v), scale, limit), type));
        }

        // If a part has a wide column, its narrow columns are read in the same way.
        var divisor = (decimal)BigInteger.Pow(10, scale);
        var bound = (decimal)BigInteger.Pow(10, type.Precision - scale);
        return PartConversion.Read<decimal>(column, v => Narrow(v, scale, bound))
            ?? PartConversion.Read<UnscaledDecimal>(column, v => (decimal)Rescale(v, scale, limit) / divisor);
    }

    private static decimal Narrow(decimal value, int scale, decimal bound)
    {
        var rounded = value.Scale > scale ? decimal.Round(value, scale) : value;
        return rounded == value && Math.Abs(value) < bound ? rounded : throw DoesNotFit();
    }

    private static SqlDecimal Wide(BigInteger unscaled, ColumnType type)
    {
        Span<int> words = stackalloc int[4];
        words.Clear();
        _ = BigInteger.Abs(unscaled).TryWriteBytes(MemoryMarshal.AsBytes(words), out _, isUnsigned: true);
        return new SqlDecimal(
            (byte)type.Precision, (byte)type.Scale, unscaled.Sign >= 0, words[0], words[1], words[2], words[3]);
    }

    /// <summary>Converts the unscaled number to another scale.</summary>
    private static BigInteger Rescale(UnscaledDecimal value, int scale, BigInteger limit)
    {
        var (unscaled, lost) = value.Scale <= scale
            ? (value.Unscaled * BigInteger.Pow(10, scale - value.Scale), BigInteger.Zero)
            : BigInteger.DivRem(value.Unscaled, BigInteger.Pow(10, value.Scale - scale));
        return lost.IsZero && BigInteger.Abs(unscaled) < limit ? unscaled : throw DoesNotFit();
    }

    private static UnscaledDecimal Unscaled(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(value, bits);
        var unscaled = new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
        return new UnscaledDecimal(unscaled, value.Scale);
    }

    private static InvalidDataException DoesNotFit() => new("a value does not fit without losing digits");
}

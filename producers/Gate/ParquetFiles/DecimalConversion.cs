using System.Numerics;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Decimals and whole numbers of a Parquet file as decimals of a contract: no digit is rounded away.</summary>
internal static class DecimalConversion
{
    public static Func<IParquetValues, ParquetColumn>? For(ColumnGate gate, ParquetInputColumn column) =>
        ParquetConversion.Read<decimal>(gate, column, (value, buffer) => Append(gate, value, buffer))
        ?? ParquetConversion.Read<UnscaledDecimal>(gate, column, (value, buffer) => Append(gate, value.Unscaled, value.Scale, buffer))
        ?? Whole<long>(gate, column)
        ?? Whole<int>(gate, column)
        ?? Whole<short>(gate, column)
        ?? Whole<sbyte>(gate, column)
        ?? Whole<ulong>(gate, column)
        ?? Whole<uint>(gate, column)
        ?? Whole<ushort>(gate, column)
        ?? Whole<byte>(gate, column);

    private static Func<IParquetValues, ParquetColumn>? Whole<T>(ColumnGate gate, ParquetInputColumn column)
        where T : struct, IBinaryInteger<T> =>
        ParquetConversion.Read<T>(gate, column, (value, buffer) => Append(gate, BigInteger.CreateChecked(value), 0, buffer));

    private static RuleBreak? Append(ColumnGate gate, decimal value, ColumnBuffer buffer)
    {
        var type = gate.Column.Type;
        if (gate is not IValueGate<decimal> narrow)
        {
            var bits = decimal.GetBits(value);
            var unscaled = new BigInteger(new decimal(bits[0], bits[1], bits[2], value < 0, 0));
            return Append(gate, unscaled, value.Scale, buffer);
        }

        var rounded = value.Scale > type.Scale ? decimal.Round(value, type.Scale) : value;
        return rounded == value && Math.Abs(value) < Power(type.Precision - type.Scale)
            ? narrow.Append(rounded, buffer)
            : gate.NotOfType;
    }

    private static RuleBreak? Append(ColumnGate gate, BigInteger unscaled, int scale, ColumnBuffer buffer)
    {
        var type = gate.Column.Type;
        if (scale > type.Scale)
        {
            unscaled = BigInteger.DivRem(unscaled, BigInteger.Pow(10, scale - type.Scale), out var lost);
            if (!lost.IsZero)
            {
                return gate.NotOfType;
            }
        }
        else
        {
            unscaled *= BigInteger.Pow(10, type.Scale - scale);
        }

        if (BigInteger.Abs(unscaled) >= BigInteger.Pow(10, type.Precision))
        {
            return gate.NotOfType;
        }

        return gate is IValueGate<decimal> narrow
            ? narrow.Append((decimal)unscaled / Power(type.Scale), buffer)
            : ((IValueGate<BigInteger>)gate).Append(unscaled, buffer);
    }

    private static decimal Power(int digits)
    {
        var power = 1m;
        for (var i = 0; i < digits; i++)
        {
            power *= 10;
        }

        return power;
    }
}

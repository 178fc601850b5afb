using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>Converts values to the format's physical types.</summary>
internal static class PhysicalValues
{
    private const int DaysBeforeEpoch = 719_162;

    public static void Write<T>(WrittenRows rows, PartField field, ReadOnlySpan<T> values)
        where T : struct
    {
        if (typeof(T) == typeof(int))
        {
            rows.Write(MemoryMarshal.Cast<T, int>(values));
        }
        else if (typeof(T) == typeof(long))
        {
            rows.Write(MemoryMarshal.Cast<T, long>(values));
        }
        else if (typeof(T) == typeof(double))
        {
            rows.Write(MemoryMarshal.Cast<T, double>(values));
        }
        else if (typeof(T) == typeof(bool))
        {
            rows.Write(MemoryMarshal.Cast<T, bool>(values));
        }
        else if (typeof(T) == typeof(sbyte))
        {
            Widen(rows, MemoryMarshal.Cast<T, sbyte>(values));
        }
        else if (typeof(T) == typeof(short))
        {
            Widen(rows, MemoryMarshal.Cast<T, short>(values));
        }
        else if (typeof(T) == typeof(DateOnly))
        {
            Write(rows, MemoryMarshal.Cast<T, DateOnly>(values));
        }
        else if (typeof(T) == typeof(DateTime))
        {
            Write(rows, MemoryMarshal.Cast<T, DateTime>(values));
        }
        else
        {
            Write(rows, field, MemoryMarshal.Cast<T, decimal>(values));
        }
    }

    /// <summary>Writes a whole number in two's complement, big-endian, over the whole target.</summary>
    public static void Write(Span<byte> target, Int128 unscaled)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)unscaled;
            unscaled >>= 8;
        }
    }

    private static void Widen<T>(WrittenRows rows, ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var numbers = rows.Buffers.Ints.AsSpan(0, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = int.CreateTruncating(values[i]);
        }

        rows.Write<int>(numbers);
    }

    private static void Write(WrittenRows rows, ReadOnlySpan<DateOnly> values)
    {
        var days = rows.Buffers.Ints.AsSpan(0, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            days[i] = values[i].DayNumber - DaysBeforeEpoch;
        }

        rows.Write<int>(days);
    }

    private static void Write(WrittenRows rows, ReadOnlySpan<DateTime> values)
    {
        var microseconds = rows.Buffers.Longs.AsSpan(0, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            // Values are whole microseconds: otherwise times before 1970 would round towards zero.
            microseconds[i] = (values[i].Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        }

        rows.Write<long>(microseconds);
    }

    private static void Write(WrittenRows rows, PartField field, ReadOnlySpan<decimal> values)
    {
        switch (field.Type)
        {
            case PhysicalType.Int32:
                var ints = rows.Buffers.Ints.AsSpan(0, values.Length);
                for (var i = 0; i < ints.Length; i++)
                {
                    ints[i] = (int)Unscaled(values[i], field.Scale);
                }

                rows.Write<int>(ints);
                break;
            case PhysicalType.Int64:
                var longs = rows.Buffers.Longs.AsSpan(0, values.Length);
                for (var i = 0; i < longs.Length; i++)
                {
                    longs[i] = (long)Unscaled(values[i], field.Scale);
                }

                rows.Write<long>(longs);
                break;
            default:
                rows.Buffers.Bytes.Clear();
                foreach (var value in values)
                {
                    Write(rows.Buffers.Bytes.Add(field.TypeLength), Unscaled(value, field.Scale));
                }

                rows.Write(rows.Buffers.Bytes.Written, field.TypeLength);
                break;
        }
    }

    /// <summary>The value times ten to the power of the scale. More digits than the scale are zeros.</summary>
    private static Int128 Unscaled(decimal value, int scale)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(value, bits);
        var number = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var digits = value.Scale;
        for (; digits < scale; digits++)
        {
            number *= 10;
        }

        for (; digits > scale; digits--)
        {
            number /= 10;
        }

        return decimal.IsNegative(value) ? -(Int128)number : (Int128)number;
    }
}

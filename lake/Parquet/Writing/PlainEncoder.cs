using System.Numerics;
using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Writes values one after the other, as the format has them.</summary>
internal static class PlainEncoder
{
    private const int DaysBeforeEpoch = 719_162;

    public static void Write<T>(ByteBuffer target, PartField field, ReadOnlySpan<T> values)
        where T : struct
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(long) || typeof(T) == typeof(double))
        {
            var bytes = MemoryMarshal.AsBytes(values);
            bytes.CopyTo(target.Add(bytes.Length));
        }
        else if (typeof(T) == typeof(sbyte))
        {
            Widen(target, MemoryMarshal.Cast<T, sbyte>(values));
        }
        else if (typeof(T) == typeof(short))
        {
            Widen(target, MemoryMarshal.Cast<T, short>(values));
        }
        else if (typeof(T) == typeof(bool))
        {
            Write(target, MemoryMarshal.Cast<T, bool>(values));
        }
        else if (typeof(T) == typeof(DateOnly))
        {
            Write(target, MemoryMarshal.Cast<T, DateOnly>(values));
        }
        else if (typeof(T) == typeof(DateTime))
        {
            Write(target, MemoryMarshal.Cast<T, DateTime>(values));
        }
        else
        {
            Write(target, field, MemoryMarshal.Cast<T, decimal>(values));
        }
    }

    /// <summary>One value alone, as the statistics have it.</summary>
    public static byte[] Bytes<T>(PartField field, T value)
        where T : struct
    {
        var buffer = new ByteBuffer();
        Write(buffer, field, new ReadOnlySpan<T>(in value));
        return buffer.Written.ToArray();
    }

    /// <summary>A whole number with its highest byte first, and its sign in all bytes before.</summary>
    public static void Write(Span<byte> target, Int128 unscaled)
    {
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)unscaled;
            unscaled >>= 8;
        }
    }

    private static void Widen<T>(ByteBuffer target, ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var numbers = MemoryMarshal.Cast<byte, int>(target.Add(values.Length * sizeof(int)));
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = int.CreateTruncating(values[i]);
        }
    }

    private static void Write(ByteBuffer target, ReadOnlySpan<bool> values)
    {
        var bits = target.Add((values.Length + 7) / 8);
        bits.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            bits[i >> 3] |= (byte)(values[i] ? 1 << (i & 7) : 0);
        }
    }

    private static void Write(ByteBuffer target, ReadOnlySpan<DateOnly> values)
    {
        var days = MemoryMarshal.Cast<byte, int>(target.Add(values.Length * sizeof(int)));
        for (var i = 0; i < values.Length; i++)
        {
            days[i] = values[i].DayNumber - DaysBeforeEpoch;
        }
    }

    private static void Write(ByteBuffer target, ReadOnlySpan<DateTime> values)
    {
        var microseconds = MemoryMarshal.Cast<byte, long>(target.Add(values.Length * sizeof(long)));
        for (var i = 0; i < values.Length; i++)
        {
            // The years before 1970 are negative; a tick more than whole microseconds would round towards zero.
            microseconds[i] = (values[i].Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        }
    }

    private static void Write(ByteBuffer target, PartField field, ReadOnlySpan<decimal> values)
    {
        var scale = field.Logical!.Scale;
        switch (field.Type)
        {
            case ParquetType.Int32:
                foreach (var value in values)
                {
                    target.AddInt32((int)Unscaled(value, scale));
                }

                break;
            case ParquetType.Int64:
                var numbers = MemoryMarshal.Cast<byte, long>(target.Add(values.Length * sizeof(long)));
                for (var i = 0; i < values.Length; i++)
                {
                    numbers[i] = (long)Unscaled(values[i], scale);
                }

                break;
            default:
                foreach (var value in values)
                {
                    Write(target.Add(field.TypeLength), Unscaled(value, scale));
                }

                break;
        }
    }

    /// <summary>The value times ten to the power of the scale, which it has at the most.</summary>
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

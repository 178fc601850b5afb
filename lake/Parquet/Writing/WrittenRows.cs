using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>Some rows of a column on their way into its pages. The column gives their values, all at once.</summary>
/// <param name="levels">For each row 1 if it has a value and 0 if not; empty where all must have one.</param>
internal readonly ref struct WrittenRows(ColumnWriter writer, int rows, ReadOnlySpan<short> levels, WriteBuffers buffers)
{
    /// <summary>Rows that are given at a time at the most.</summary>
    public const int MostRows = 4096;

    /// <summary>
    /// Of text or bytes that are given at a time, unless one value has more. A page can only end between two of these, so that
    /// it has this much more than it should at the most.
    /// </summary>
    public const int MostBytes = 64 << 10;

    private readonly ReadOnlySpan<short> levels = levels;

    public WriteBuffers Buffers => buffers;

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => ((ColumnWriter<T>)writer).WriteBatch(rows, levels, default, values);

    /// <summary>Writes values of any length.</summary>
    /// <param name="places">Where each of them is.</param>
    public unsafe void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<(int Start, int Length)> places)
    {
        fixed (byte* first = bytes)
        {
            var values = buffers.Slices.AsSpan(0, places.Length);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = new ByteArray((IntPtr)(first + places[i].Start), places[i].Length);
            }

            Write<ByteArray>(values);
        }
    }

    /// <summary>Writes values of one length, which stand one after the other.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes, int length)
    {
        fixed (byte* first = bytes)
        {
            var values = MemoryMarshal.Cast<ByteArray, FixedLenByteArray>(buffers.Slices.AsSpan())[..(bytes.Length / length)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = new FixedLenByteArray((IntPtr)(first + (i * length)));
            }

            Write<FixedLenByteArray>(values);
        }
    }
}

/// <summary>Memory for what is made of values while they are written. Used again for each column.</summary>
internal sealed class WriteBuffers
{
    /// <summary>The levels of rows that all have a value.</summary>
    public short[] AllPresent { get; } = [.. Enumerable.Repeat((short)1, WrittenRows.MostRows)];

    public ByteArray[] Slices { get; } = new ByteArray[WrittenRows.MostRows];

    public (int Start, int Length)[] Places { get; } = new (int, int)[WrittenRows.MostRows];

    public int[] Ints { get; } = new int[WrittenRows.MostRows];

    public long[] Longs { get; } = new long[WrittenRows.MostRows];

    public ByteBuffer Bytes { get; } = new();
}

using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>Writes some rows of a column into its pages. The column passes all their values at once.</summary>
/// <param name="levels">For each row 1 if it has a value and 0 if not; empty for a required column.</param>
internal readonly ref struct WrittenRows(ColumnWriter writer, int rows, ReadOnlySpan<short> levels, WriteBuffers buffers)
{
    /// <summary>The most rows that are written at once.</summary>
    public const int MostRows = 4096;

    /// <summary>
    /// The most bytes of text or binary values that are written at once, unless one value has more. A page can only end after
    /// such a write, so it exceeds its size by at most as much.
    /// </summary>
    public const int MostBytes = 64 << 10;

    private readonly ReadOnlySpan<short> levels = levels;

    public WriteBuffers Buffers => buffers;

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged => ((ColumnWriter<T>)writer).WriteBatch(rows, levels, default, values);

    /// <summary>Writes values of variable length.</summary>
    /// <param name="places">The place of each value in the bytes.</param>
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

    /// <summary>Writes values of one length, which follow each other in the bytes.</summary>
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

/// <summary>Buffers for converted values. Every column uses them again.</summary>
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

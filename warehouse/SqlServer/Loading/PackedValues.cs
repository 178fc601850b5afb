using System.Buffers;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// Texts or byte strings of a column, copied into a few large blocks. The library makes an object for each value. While a
/// row group is read, each garbage collection would have to examine hundreds of thousands of them, which took as long as
/// all other work.
/// </summary>
internal sealed class PackedValues<T> : ParquetValues<ReadOnlyMemory<T>>
    where T : struct
{
    private const int BlockLength = 256 * 1024;
    private const int NoValue = -1;

    private readonly List<(T[] Items, int Used)> blocks = [];
    private readonly int[] lengths;
    private int row;
    private int block;
    private int start;

    private PackedValues(int rows)
    {
        Rows = rows;
        lengths = ArrayPool<int>.Shared.Rent(rows);
    }

    public override int Rows { get; }

    /// <summary>Copies all values and disposes the source.</summary>
    public static PackedValues<T> Take(ParquetValues<ReadOnlyMemory<T>> values)
    {
        using (values)
        {
            var packed = new PackedValues<T>(values.Rows);
            for (var row = 0; row < values.Rows; row++)
            {
                packed.lengths[row] = values.Next(out var value) ? packed.Store(value.Span) : NoValue;
            }

            return packed;
        }
    }

    public override bool Next(out ReadOnlyMemory<T> next)
    {
        var length = lengths[row++];
        if (length <= 0)
        {
            next = default;
            return length == 0;
        }

        if (start == blocks[block].Used)
        {
            (block, start) = (block + 1, 0);
        }

        next = blocks[block].Items.AsMemory(start, length);
        start += length;
        return true;
    }

    public override void Dispose()
    {
        ArrayPool<int>.Shared.Return(lengths);
        blocks.ForEach(b => ArrayPool<T>.Shared.Return(b.Items));
        blocks.Clear();
    }

    private int Store(ReadOnlySpan<T> value)
    {
        if (value.Length > 0)
        {
            if (blocks.Count == 0 || blocks[^1].Items.Length - blocks[^1].Used < value.Length)
            {
                blocks.Add((ArrayPool<T>.Shared.Rent(Math.Max(BlockLength, value.Length)), 0));
            }

            var (items, used) = blocks[^1];
            value.CopyTo(items.AsSpan(used));
            blocks[^1] = (items, used + value.Length);
        }

        return value.Length;
    }
}

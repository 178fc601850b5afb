using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>Small numbers in runs of one value and in groups of eight packed values, in turn.</summary>
internal struct HybridDecoder
{
    /// <summary>Bytes behind the end that a buffer must have: values are read eight bytes at a time.</summary>
    public const int Padding = 8;

    private readonly byte[] bytes;
    private readonly int width;
    private readonly int end;
    private int at;
    private long repeated;
    private int value;
    private long packed;
    private int bit;

    /// <param name="bytes">With <see cref="Padding"/> behind the end.</param>
    /// <param name="start">Where the runs begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="width">Bits of a value.</param>
    public HybridDecoder(byte[] bytes, int start, int end, int width)
    {
        if (width is < 0 or > 32 || start > end)
        {
            throw ParquetDamage.Of("a page has runs of an invalid width");
        }

        (this.bytes, this.width, this.end, at) = (bytes, width, end, start);
    }

    /// <summary>Takes values that are all the same as one, or takes none and returns false.</summary>
    public bool TryTakeRun(int count, out int same)
    {
        same = value;
        if (repeated < count)
        {
            return false;
        }

        repeated -= count;
        return true;
    }

    /// <exception cref="InvalidDataException">There are not as many.</exception>
    public void Read(Span<int> target)
    {
        while (target.Length > 0)
        {
            int taken;
            if (repeated > 0)
            {
                taken = (int)Math.Min(repeated, target.Length);
                target[..taken].Fill(value);
                repeated -= taken;
            }
            else if (packed > 0)
            {
                taken = (int)Math.Min(packed, target.Length);
                Unpack(target[..taken]);
                packed -= taken;
            }
            else
            {
                NextRun();
                continue;
            }

            target = target[taken..];
        }
    }

    private void NextRun()
    {
        // What is left of a packed group is filled up to whole bytes.
        at += (bit + 7) / 8;
        bit = 0;
        var header = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= end || shift > 35)
            {
                throw ParquetDamage.Of("a page has fewer values than its header says");
            }

            var next = bytes[at++];
            header |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        if ((header & 1) == 1)
        {
            // Writers may leave out the unused end of the last group.
            packed = Math.Min((long)(header >> 1) * 8, width == 0 ? long.MaxValue : (end - at) * 8L / width);
            if (packed == 0 && at >= end)
            {
                throw ParquetDamage.Of("a page has fewer values than its header says");
            }

            return;
        }

        repeated = (long)(header >> 1);
        var size = (width + 7) / 8;
        if (size > end - at)
        {
            throw ParquetDamage.Of("a page has fewer values than its header says");
        }

        var number = 0L;
        for (var i = 0; i < size; i++)
        {
            number |= (long)bytes[at++] << (8 * i);
        }

        if (number >> width != 0)
        {
            throw ParquetDamage.Of("a page has a value that is too wide");
        }

        value = (int)number;
    }

    private void Unpack(Span<int> target)
    {
        var mask = (1UL << width) - 1;
        var from = ((long)at * 8) + bit;
        foreach (ref var number in target)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)(from >> 3), 8));
            number = (int)((word >> (int)(from & 7)) & mask);
            from += width;
        }

        (at, bit) = ((int)(from >> 3), (int)(from & 7));
    }
}

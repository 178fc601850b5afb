using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>Decodes DELTA_BINARY_PACKED: whole numbers as differences, in miniblocks with their own bit widths.</summary>
internal ref struct DeltaDecoder
{
    private const int MaxBlock = 1 << 20;
    private const int MaxParts = 4096;
    private const int MaxWidth = 64;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly int end;
    private readonly int parts;
    private readonly int valuesInPart;
    private int at;
    private long left;
    private bool isFirst = true;
    private long last;
    private long least;
    private int widths;
    private int part;
    private int leftInPart;
    private int width;
    private int bit;

    public DeltaDecoder(ReadOnlySpan<byte> page)
    {
        bytes = page;
        end = page.Length;
        var block = Varint();
        var count = Varint();
        left = (long)Varint();
        last = ZigZag();
        if (block is 0 or > MaxBlock || count is 0 or > MaxParts || block % count != 0 || block / count % 8 != 0 || left is < 0 or > int.MaxValue)
        {
            throw ParquetDamage.Of("a page has blocks of an invalid size");
        }

        (parts, valuesInPart) = ((int)count, (int)(block / count));
        part = parts;
        Count = (int)left;
    }

    /// <summary>The number of values of the page.</summary>
    public int Count { get; }

    /// <summary>The offset after the last value, once all values are read.</summary>
    public readonly int Position => at;

    /// <exception cref="InvalidDataException">The page has fewer values.</exception>
    public void Read(scoped Span<long> target)
    {
        if (target.Length > left)
        {
            throw TooFew();
        }

        left -= target.Length;
        for (var i = 0; i < target.Length; i++)
        {
            if (isFirst)
            {
                isFirst = false;
                target[i] = last;
                continue;
            }

            if (leftInPart == 0)
            {
                NextPart();
            }

            last += least + Packed();
            target[i] = last;
            if (--leftInPart == 0)
            {
                EndPart();
            }
        }

        if (left == 0 && leftInPart > 0)
        {
            leftInPart = 0;
            EndPart();
        }
    }

    private void NextPart()
    {
        if (part == parts)
        {
            least = ZigZag();
            widths = at;
            part = 0;
            at += parts;
            if (at > end)
            {
                throw TooFew();
            }
        }

        width = bytes[widths + part++];
        (leftInPart, bit) = (valuesInPart, 0);
        if (width > MaxWidth)
        {
            throw ParquetDamage.Of("a page has numbers of more than 64 bits");
        }
    }

    private void EndPart() => at = Math.Min(end, at + (valuesInPart / 8 * width));

    private long Packed()
    {
        if (width == 0)
        {
            return 0;
        }

        var place = at + (bit >> 3);
        var shift = bit & 7;
        bit += width;
        if (place >= end)
        {
            throw TooFew();
        }

        // A value may begin and end within a byte. Past the end of the page, zeros are read.
        Span<byte> nine = stackalloc byte[sizeof(ulong) + 1];
        nine.Clear();
        bytes[place..Math.Min(end, place + nine.Length)].CopyTo(nine);
        var word = BinaryPrimitives.ReadUInt64LittleEndian(nine) >> shift;
        if (shift + width > MaxWidth)
        {
            word |= (ulong)nine[sizeof(ulong)] << (MaxWidth - shift);
        }

        return (long)(width == MaxWidth ? word : word & ((1UL << width) - 1));
    }

    private long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < end; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw TooFew();
    }

    private static InvalidDataException TooFew() => ParquetDamage.Of("a page has fewer values than its header says");
}

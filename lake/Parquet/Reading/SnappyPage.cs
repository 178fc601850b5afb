using System.Buffers.Binary;

namespace DataShare.Lake;

/// <summary>
/// Unpacks a large page of Snappy where it belongs. The library unpacks into a pooled buffer first, which for pages of a
/// hundred megabytes the pool keeps.
/// </summary>
internal static class SnappyPage
{
    private const int Literal = 0;
    private const int LongestShortLiteral = 60;

    /// <summary>Whether the bytes became as many as there is room for.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var to = 0;
        for (var rest = AfterLength(packed); rest.Length > 0;)
        {
            var (kind, length) = (rest[0] & 3, (rest[0] >> 2) + 1L);
            int taken;
            if (kind == Literal)
            {
                taken = 1 + (int)Math.Max(0, length - LongestShortLiteral);
                if (rest.Length < taken)
                {
                    return false;
                }

                length = taken == 1 ? length : Number(rest[1..taken]) + 1L;
                if (length > rest.Length - taken || length > target.Length - to)
                {
                    return false;
                }

                rest.Slice(taken, (int)length).CopyTo(target[to..]);
                taken += (int)length;
            }
            else
            {
                taken = kind switch { 1 => 2, 2 => 3, _ => 5 };
                if (rest.Length < taken)
                {
                    return false;
                }

                var back = kind == 1 ? (uint)((rest[0] & 0xE0) << 3) | rest[1] : Number(rest[1..taken]);
                length = kind == 1 ? ((rest[0] >> 2) & 7) + 4 : length;
                if (back == 0 || back > to || length > target.Length - to)
                {
                    return false;
                }

                Repeat(target.Slice(to - (int)back, (int)(back + length)), (int)back);
            }

            to += (int)length;
            rest = rest[taken..];
        }

        return to == target.Length;
    }

    /// <summary>Behind the length that it unpacks to, which the caller knows.</summary>
    private static ReadOnlySpan<byte> AfterLength(ReadOnlySpan<byte> packed)
    {
        var last = packed[..Math.Min(packed.Length, 5)].IndexOfAnyInRange((byte)0, (byte)0x7F);
        return packed[(last + 1)..];
    }

    /// <summary>Up to four bytes, the lowest first.</summary>
    private static uint Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> all = stackalloc byte[sizeof(uint)];
        all.Clear();
        bytes.CopyTo(all);
        return BinaryPrimitives.ReadUInt32LittleEndian(all);
    }

    /// <summary>Goes on with what is in front, again and again where more follows than is in front.</summary>
    private static void Repeat(Span<byte> bytes, int front)
    {
        for (var done = front; done < bytes.Length;)
        {
            // What is there twice can be copied at once the next time.
            var count = Math.Min(done, bytes.Length - done);
            bytes[..count].CopyTo(bytes[done..]);
            done += count;
        }
    }
}

using System.Numerics;
using DataShare.Lake;

namespace DataShare.Tests.Producers;

/// <summary>Encodes whole numbers as DELTA_BINARY_PACKED; ascending numbers take few bytes.</summary>
internal static class DeltaEncoder
{
    private const int Block = 128;
    private const int Parts = 4;
    private const int PartValues = Block / Parts;

    public static void Write(ByteBuffer target, ReadOnlySpan<long> values)
    {
        target.AddVarint(Block);
        target.AddVarint(Parts);
        target.AddVarint((ulong)values.Length);
        ThriftOutput.ZigZag(target, values.Length > 0 ? values[0] : 0);
        Span<long> deltas = stackalloc long[Block];
        for (var at = 1; at < values.Length; at += Block)
        {
            var count = Math.Min(Block, values.Length - at);
            var least = long.MaxValue;
            for (var i = 0; i < count; i++)
            {
                deltas[i] = values[at + i] - values[at + i - 1];
                least = Math.Min(least, deltas[i]);
            }

            WriteBlock(target, deltas[..count], least);
        }
    }

    private static void WriteBlock(ByteBuffer target, ReadOnlySpan<long> deltas, long least)
    {
        ThriftOutput.ZigZag(target, least);
        Span<byte> widths = stackalloc byte[Parts];
        for (var part = 0; part < Parts; part++)
        {
            var all = 0UL;
            foreach (var delta in Part(deltas, part))
            {
                all |= (ulong)(delta - least);
            }

            widths[part] = (byte)(64 - BitOperations.LeadingZeroCount(all));
        }

        widths.CopyTo(target.Add(Parts));
        for (var part = 0; part * PartValues < deltas.Length; part++)
        {
            Pack(target, Part(deltas, part), least, widths[part]);
        }
    }

    private static ReadOnlySpan<long> Part(ReadOnlySpan<long> deltas, int part)
    {
        var start = Math.Min(part * PartValues, deltas.Length);
        return deltas[start..Math.Min(start + PartValues, deltas.Length)];
    }

    /// <summary>A miniblock is always complete: missing values are zeros.</summary>
    private static void Pack(ByteBuffer target, ReadOnlySpan<long> deltas, long least, int width)
    {
        var bytes = target.Add(PartValues / 8 * width);
        bytes.Clear();
        var bit = 0;
        foreach (var delta in deltas)
        {
            var value = (ulong)(delta - least);
            for (var left = width; left > 0;)
            {
                var shift = bit & 7;
                bytes[bit >> 3] |= (byte)(value << shift);
                var taken = Math.Min(8 - shift, left);
                value >>= taken;
                bit += taken;
                left -= taken;
            }
        }
    }
}

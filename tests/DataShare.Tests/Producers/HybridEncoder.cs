using DataShare.Lake;

namespace DataShare.Tests.Producers;

/// <summary>Encodes small numbers as runs of one value, and as groups of eight packed values where they change.</summary>
internal static class HybridEncoder
{
    private const int Group = 8;

    /// <param name="width">Bits of a value, up to 32.</param>
    public static void Write(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        var packed = 0;
        var at = 0;
        while (at < values.Length)
        {
            var run = RunAt(values, at);
            // Packed values form whole groups, so the beginning of a run may have to fill the last group.
            var missing = (Group - ((at - packed) % Group)) % Group;
            if (run - missing < Group)
            {
                at += run;
                continue;
            }

            at += missing;
            Pack(target, values[packed..at], width);
            WriteRun(target, values[at], run - missing, width);
            at += run - missing;
            packed = at;
        }

        Pack(target, values[packed..], width);
    }

    /// <summary>Writes a run of one value.</summary>
    public static void WriteRun(ByteBuffer target, int value, int count, int width)
    {
        target.AddVarint((ulong)count << 1);
        for (var bits = width; bits > 0; bits -= 8)
        {
            target.Add((byte)value);
            value >>= 8;
        }
    }

    private static int RunAt(ReadOnlySpan<int> values, int at)
    {
        var length = values[at..].IndexOfAnyExcept(values[at]);
        return length < 0 ? values.Length - at : length;
    }

    private static void Pack(ByteBuffer target, ReadOnlySpan<int> values, int width)
    {
        if (values.Length == 0)
        {
            return;
        }

        var groups = (values.Length + Group - 1) / Group;
        target.AddVarint(((ulong)groups << 1) | 1);
        var bytes = target.Add(groups * width);
        var word = 0UL;
        var bits = 0;
        var next = 0;
        foreach (var value in values)
        {
            word |= (ulong)(uint)value << bits;
            bits += width;
            while (bits >= 8)
            {
                bytes[next++] = (byte)word;
                word >>= 8;
                bits -= 8;
            }
        }

        if (bits > 0)
        {
            bytes[next++] = (byte)word;
        }

        // Zeros fill the last group.
        bytes[next..].Clear();
    }
}

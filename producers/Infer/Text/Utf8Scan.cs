using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace DataShare.Producers;

/// <summary>Counts valid and invalid UTF-8 in a content, block by block to its end.</summary>
internal sealed class Utf8Scan
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Bytes that are shown on either side of the first bad byte.</summary>
    private const int ShownBytes = 40;

    private long offset;
    private long lineFeeds;
    private long returns;

    private Utf8Scan()
    {
    }

    /// <summary>The number of invalid places.</summary>
    public long Bad { get; private set; }

    /// <summary>The number of valid non-ASCII characters.</summary>
    public long Good { get; private set; }

    /// <summary>Null when all bytes are valid.</summary>
    public BadByte? First { get; private set; }

    public static Utf8Scan Of(Stream content, CancellationToken cancellationToken)
    {
        var scan = new Utf8Scan();
        var block = new byte[BlockBytes];
        for (var kept = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = content.Read(block.AsSpan(kept));
            var filled = block.AsSpan(0, kept + read);
            var taken = scan.Take(filled, isLast: read == 0);
            if (read == 0)
            {
                return scan;
            }

            filled[taken..].CopyTo(block);
            kept = filled.Length - taken;
        }
    }

    /// <summary>Returns the number of bytes that were scanned: the block may end inside a character.</summary>
    private int Take(ReadOnlySpan<byte> block, bool isLast)
    {
        var at = Utf8.IsValid(block) ? TakeValid(block) : 0;
        while (at < block.Length)
        {
            var beyond = block[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            at = beyond < 0 ? block.Length : at + beyond;
            var status = Rune.DecodeFromUtf8(block[at..], out _, out var consumed);
            if (beyond < 0 || (status is OperationStatus.NeedMoreData && !isLast))
            {
                break;
            }

            Good += status is OperationStatus.Done ? 1 : 0;
            Bad += status is OperationStatus.Done ? 0 : 1;
            First ??= status is OperationStatus.Done ? null : BadAt(block, at);
            at += consumed;
        }

        lineFeeds += block[..at].Count((byte)'\n');
        returns += block[..at].Count((byte)'\r');
        offset += at;
        return at;
    }

    private int TakeValid(ReadOnlySpan<byte> block)
    {
        if (!Ascii.IsValid(block))
        {
            foreach (var b in block)
            {
                Good += b >= 0xC0 ? 1 : 0;
            }
        }

        return block.Length;
    }

    private BadByte BadAt(ReadOnlySpan<byte> block, int at)
    {
        var before = block[..at];
        var start = before.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        var end = block[at..].IndexOfAny((byte)'\n', (byte)'\r');
        var line = 1 + Math.Max(lineFeeds + before.Count((byte)'\n'), returns + before.Count((byte)'\r'));
        var shown = block[Math.Max(start, at - ShownBytes)..Math.Min(end < 0 ? block.Length : at + end, at + ShownBytes)];
        return new BadByte(block[at], offset + at, line, shown.ToArray());
    }
}

/// <summary>The first byte that is not UTF-8.</summary>
/// <param name="Line">Its line, from 1.</param>

/// <param name="Text">The bytes around it in its line.</param>
internal sealed record BadByte(byte Value, long Offset, long Line, byte[] Text)
{
    public override string ToString() => FormattableString.Invariant($"byte 0x{Value:X2} in line {Line} (byte {Offset} of the content, from 0)");
}

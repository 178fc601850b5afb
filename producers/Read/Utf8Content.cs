using System.Text;

namespace DataShare.Producers;

/// <summary>
/// A text in another encoding as UTF-8. Bytes that the encoding does not have become <see cref="BadBytes"/>, a character
/// that no text has, so that they spoil one record and not the file. It is known of each line where it begins in the file.
/// </summary>
internal sealed class Utf8Content : ForwardStream
{
    private const int BlockBytes = 64 * 1024;
    private const char Bad = '\uFFFF';
    private const char NextLine = '\u0085';

    private readonly Stream source;
    private readonly Encoding encoding;
    private readonly Decoder decoder;
    private readonly byte[] lineFeed;
    private readonly bool isEbcdic;
    private readonly List<(long Utf8, long Source)> blocks = [(0, 0)];
    private readonly byte[] pending = new byte[BlockBytes];
    private int pendingBytes;
    private byte[] ready = [];
    private int taken;
    private bool ended;

    /// <param name="source">Disposed with it.</param>
    public Utf8Content(Stream source, Encoding encoding)
    {
        this.source = source;
        this.encoding = (Encoding)encoding.Clone();
        this.encoding.DecoderFallback = new DecoderReplacementFallback(Bad.ToString());
        this.encoding.EncoderFallback = EncoderFallback.ReplacementFallback;
        decoder = this.encoding.GetDecoder();
        lineFeed = encoding.GetBytes("\n");
        // Mainframes end lines with a character of their own, which is no line end elsewhere.
        isEbcdic = encoding.IsSingleByte && encoding.GetString([0xC1]) == "A";
    }

    /// <summary>What stands for bytes that the encoding does not have.</summary>
    public static ReadOnlySpan<byte> BadBytes => "\uFFFF"u8;

    public bool HasBadBytes { get; private set; }

    /// <summary>An offset of UTF-8 at or before the given one, of which the place in the file is known.</summary>
    public long BlockStart(long offset) => blocks[BlockOf(offset)].Utf8;

    /// <param name="sinceBlockStart">The text from <see cref="BlockStart"/> to the offset.</param>
    public long SourceOffset(long offset, ReadOnlySpan<byte> sinceBlockStart)
    {
        var text = Encoding.UTF8.GetString(sinceBlockStart);
        return blocks[BlockOf(offset)].Source + encoding.GetByteCount(text);
    }

    public override int Read(Span<byte> buffer)
    {
        while (taken == ready.Length && !ended)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, ready.Length - taken);
        ready.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private int BlockOf(long offset)
    {
        var at = blocks.BinarySearch((offset, long.MaxValue));
        return at >= 0 ? at : ~at - 1;
    }

    private void Fill()
    {
        var read = source.Read(pending, pendingBytes, pending.Length - pendingBytes);
        ended = read == 0;
        pendingBytes += read;
        var cut = ended ? pendingBytes : EndOfLastLine();
        if (cut == 0)
        {
            if (pendingBytes < pending.Length)
            {
                return;
            }

            cut = pendingBytes;
        }

        var chars = new char[encoding.GetMaxCharCount(cut)];
        var text = chars.AsSpan(0, decoder.GetChars(pending.AsSpan(0, cut), chars, flush: ended));
        HasBadBytes |= text.Contains(Bad);
        if (isEbcdic)
        {
            text.Replace(NextLine, '\n');
        }

        (ready, taken) = (new byte[Encoding.UTF8.GetByteCount(text)], 0);
        Encoding.UTF8.GetBytes(text, ready);
        blocks.Add((blocks[^1].Utf8 + ready.Length, blocks[^1].Source + cut));
        pending.AsSpan(cut, pendingBytes - cut).CopyTo(pending);
        pendingBytes -= cut;
    }

    /// <summary>Blocks end with lines, where no character is cut: so each line's place in the file is exact.</summary>
    private int EndOfLastLine()
    {
        for (var end = pendingBytes - (pendingBytes % lineFeed.Length); end > 0; end -= lineFeed.Length)
        {
            if (pending.AsSpan(end - lineFeed.Length, lineFeed.Length).SequenceEqual(lineFeed) || (isEbcdic && pending[end - 1] is 0x15))
            {
                return end;
            }
        }

        return 0;
    }
}

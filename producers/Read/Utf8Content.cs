using System.Text;

namespace DataShare.Producers;

/// <summary>
/// Converts text in another encoding to UTF-8. Bytes that are invalid in the encoding become <see cref="BadBytes"/>, a character
/// that no text has, so that they break one record and not the file. The file offset of each line is known.
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

    /// <param name="source">Disposed with this stream.</param>
    public Utf8Content(Stream source, Encoding encoding)
    {
        this.source = source;
        this.encoding = (Encoding)encoding.Clone();
        this.encoding.DecoderFallback = new DecoderReplacementFallback(Bad.ToString());
        this.encoding.EncoderFallback = EncoderFallback.ReplacementFallback;
        decoder = this.encoding.GetDecoder();
        lineFeed = encoding.GetBytes("\n");
        // In EBCDIC, NEL ends a line; in other encodings it does not.
        isEbcdic = encoding.IsSingleByte && encoding.GetString([0xC1]) == "A";
    }

    /// <summary>Replaces bytes that are invalid in the encoding.</summary>
    public static ReadOnlySpan<byte> BadBytes => "\uFFFF"u8;

    public bool HasBadBytes { get; private set; }

    /// <summary>The nearest offset in the UTF-8 text, at or before the given one, whose file offset is known.</summary>
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

    /// <summary>Blocks end at line ends, so no character is split and the file offset of each line is exact.</summary>
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

using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A text in UTF-8 without its last lines. Empty lines do not count.</summary>
/// <param name="text">Disposed with this stream.</param>
internal sealed class FooterCut(Stream text, int lines) : ForwardStream
{
    private const int BlockBytes = 64 * 1024;
    private const int MaxFooterBytes = 64 << 20;

    private byte[] pending = new byte[BlockBytes];
    private int length;
    private int released;
    private int taken;
    private bool ended;

    /// <exception cref="FileRefusedException">The last lines are too long to keep in memory.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (taken == released && !ended)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, released - taken);
        pending.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            text.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        pending.AsSpan(taken, length - taken).CopyTo(pending);
        length -= taken;
        taken = 0;
        if (length == pending.Length)
        {
            if (length >= MaxFooterBytes)
            {
                throw new FileRefusedException("footer", FormattableString.Invariant(
                    $"The contract says that the file ends with a footer of {CountText.Of(lines, "line")}, but this footer is longer than {MaxFooterBytes >> 20} MiB. Expected lines of text"));
            }

            Array.Resize(ref pending, length * 2);
        }

        var read = text.Read(pending.AsSpan(length));
        ended = read == 0;
        length += read;
        // Until the end, one more line is held back: the last one may be incomplete.
        released = StartOfLast(ended ? lines : lines + 1);
    }

    private int StartOfLast(int count)
    {
        var at = length;
        for (var line = 0; line < count; line++)
        {
            while (at > 0 && pending[at - 1] is (byte)'\r' or (byte)'\n')
            {
                at--;
            }

            at = pending.AsSpan(0, at).LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
        }

        return at;
    }
}

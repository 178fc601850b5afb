namespace DataShare.Producers;

/// <summary>One stream and then another, read from front to back.</summary>
internal sealed class ConcatenatedStream(Stream first, Stream second) : ForwardStream
{
    private bool firstEnded;

    public override int Read(Span<byte> buffer)
    {
        if (!firstEnded)
        {
            var read = first.Read(buffer);
            if (read > 0 || buffer.Length == 0)
            {
                return read;
            }

            firstEnded = true;
        }

        return second.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
            second.Dispose();
        }

        base.Dispose(disposing);
    }
}

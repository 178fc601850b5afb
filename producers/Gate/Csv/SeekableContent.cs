namespace DataShare.Producers;

/// <summary>A file in UTF-8 that is read as it is: going back is a seek.</summary>
internal sealed class SeekableContent(Stream file) : RewindableContent
{
    public override byte[] Slice(long from, long to)
    {
        var position = file.Position;
        var bytes = new byte[to - from];
        file.Position = from;
        file.ReadExactly(bytes);
        file.Position = position;
        return bytes;
    }

    public override long SourceOffset(long offset) => offset;

    protected override int ReadCore(Span<byte> buffer) => file.Read(buffer);

    protected override void RewindCore(long offset) => file.Position = offset;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}

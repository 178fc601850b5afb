namespace DataShare.Producers;

/// <summary>A file in UTF-8 that is read as it is: going back is a seek. A Ctrl-Z that is its last byte is no part of it.</summary>
internal sealed class SeekableContent : RewindableContent
{
    private readonly Stream file;
    private readonly long end;

    /// <param name="file">Disposed with it.</param>
    public SeekableContent(Stream file)
    {
        (this.file, end) = (file, file.Length);
        if (end > 0)
        {
            file.Position = end - 1;
            end -= file.ReadByte() == DosEnd.Mark ? 1 : 0;
        }

        file.Position = 0;
    }

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

    protected override int ReadCore(Span<byte> buffer) => file.Read(buffer[..(int)Math.Min(buffer.Length, end - file.Position)]);

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

namespace DataShare.Producers;

/// <summary>
/// The bytes of an untrusted zip archive. .NET reads the whole central directory into memory and follows its offsets. This stream
/// limits the size of the directory, and refuses offsets outside the file.
/// </summary>
internal sealed class ZipSource(Stream file) : Stream
{
    /// <summary>An entry has 46 bytes, its name, and a few more.</summary>
    private const long MostBytesOfEntry = 1024;

    private long? left;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Reads the central directory, which may have so many entries.</summary>
    /// <exception cref="FileRefusedException">It has far more entries.</exception>
    public T ReadDirectory<T>(int mostEntries, Func<Stream, T> read)
    {
        // In addition to the directory, .NET searches the last 64 KiB for its end.
        left = (128 << 10) + (mostEntries * MostBytesOfEntry);
        var directory = read(this);
        left = null;
        return directory;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = file.Read(buffer);
        left -= read;
        return left < 0
            ? throw new FileRefusedException("zip", "The archive has more members than DataShare:Producers:Unpack:MaxMembers allows. Send smaller archives, or raise the setting")
            : read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var place = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => file.Position, _ => file.Length };
        return place >= 0 && place <= file.Length
            ? file.Seek(place, SeekOrigin.Begin)
            : throw new InvalidDataException("it points to a place outside the file");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}

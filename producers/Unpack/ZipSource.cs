namespace DataShare.Producers;

/// <summary>
/// The bytes of a zip archive that somebody else made. .NET reads all of its directory into memory and goes where the
/// directory says; this allows neither a directory without end nor places outside the file.
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

    /// <summary>Reads the directory, which may have this many entries.</summary>
    /// <exception cref="FileRefusedException">It has far more.</exception>
    public T ReadDirectory<T>(int mostEntries, Func<Stream, T> read)
    {
        // Beside the directory its end is looked for in the last 64 KiB.
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

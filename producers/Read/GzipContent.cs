using System.IO.Compression;

namespace DataShare.Producers;

/// <summary>
/// The content of a gzip file. Throws if the file is truncated: .NET's own stream just ends there. So a small gzip member
/// with a mark is read after the file. Only if the file is complete does its content end with the mark.
/// </summary>
internal sealed class GzipContent : ForwardStream
{
    private static readonly byte[] Mark = [0x1E, .. "end of the dropped file"u8, 0x1E];
    private readonly GZipStream content;
    private readonly byte[] pending = new byte[(64 * 1024) + Mark.Length];
    private int start;
    private int end;
    private bool ended;

    public GzipContent(Stream file) =>
        content = new GZipStream(new ConcatenatedStream(file, new MemoryStream(CompressedMark())), CompressionMode.Decompress);

    /// <exception cref="InvalidDataException">The file is not a gzip file, is damaged, or is truncated.</exception>
    public override int Read(Span<byte> buffer)
    {
        // The last bytes are held back: they may be the mark.
        while (!ended && end - start <= Mark.Length)
        {
            pending.AsSpan(start, end - start).CopyTo(pending);
            (start, end) = (0, end - start);
            var read = content.Read(pending, end, pending.Length - end);
            end += read;
            ended = read == 0;
        }

        if (ended && !pending.AsSpan(start, end - start).EndsWith(Mark))
        {
            throw new InvalidDataException("the gzip file is truncated");
        }

        var ready = Math.Min(end - start - Mark.Length, buffer.Length);
        pending.AsSpan(start, ready).CopyTo(buffer);
        start += ready;
        return ready;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] CompressedMark()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.NoCompression))
        {
            gzip.Write(Mark);
        }

        return memory.ToArray();
    }
}

using System.IO.Compression;

namespace DataShare.Producers;

/// <summary>
/// The content of a gzip file, and an error when the file is cut off. .NET's own stream ends quietly at the end
/// of a cut-off file, so a small gzip member of our own is read behind the file: it comes out whole only when
/// the file before it was whole.
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

    /// <exception cref="InvalidDataException">The file is no gzip file, damaged, or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        // The last bytes are held back until it is known whether they are the mark.
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

using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.ZStandard;

namespace DataShare.Producers;

/// <summary>
/// The unpacked content of a dropped file, read from front to back. Throws a <see cref="FileRefusedException"/> if it cannot be
/// unpacked to its end, or unpacks to more than the limits allow.
/// </summary>
internal sealed class DropContent : ForwardStream
{
    private readonly Stream unpacked;
    private readonly Compression compression;
    private readonly UnpackBudget budget;

    private DropContent(Stream unpacked, Compression compression, UnpackBudget budget) =>
        (this.unpacked, this.compression, this.budget) = (unpacked, compression, budget);

    /// <summary>Opens the content of a drop from its beginning, each time that it is called.</summary>
    public static Func<Stream> Of(Drop drop, UnpackOptions limits) => () => Open(drop.Path, drop.Compression, limits, null);

    /// <param name="path">The file's path.</param>
    /// <param name="onPosition">Called now and then with the number of bytes of the file that have been read.</param>
    /// <exception cref="FileRefusedException">It does not begin like the format in its name.</exception>
    public static Stream Open(string path, Compression compression, UnpackOptions limits, Action<long>? onPosition)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        var counted = new CountingStream(file, onPosition);
        if (compression is Compression.None)
        {
            return counted;
        }

        try
        {
            var budget = new UnpackBudget(limits, file.Length);
            return new DropContent(Guarded(compression, () => Unpacked(counted, compression)), compression, budget);
        }
        catch
        {
            counted.Dispose();
            throw;
        }
    }

    /// <exception cref="FileRefusedException">It is damaged, truncated, or unpacks to too much.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = unpacked.Read(buffer);
        }
        catch (Exception e) when (IsFaultOfContent(e))
        {
            throw Refusal(compression, e);
        }

        budget.Take(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    // Their memory is bounded: Zstandard refuses windows above 128 MiB, and bzip2 has blocks of 900 kB.
    private static Stream Unpacked(Stream file, Compression compression) => compression switch
    {
        Compression.Zstd => new DecompressionStream(file, bufferSize: 0, checkEndOfStream: true, leaveOpen: false),
        Compression.Bzip2 => BZip2Stream.Create(
            new BufferedStream(file, 1 << 16),
            SharpCompress.Compressors.CompressionMode.Decompress,
            decompressConcatenated: true,
            leaveOpen: false),
        _ => new GzipContent(file),
    };

    private static T Guarded<T>(Compression compression, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (IsFaultOfContent(e))
        {
            throw Refusal(compression, e);
        }
    }

    /// <summary>On damaged content, the libraries throw many kinds of exceptions.</summary>
    private static bool IsFaultOfContent(Exception e) =>
        e is SharpCompressException or InvalidDataException or EndOfStreamException or ArgumentException
            or IndexOutOfRangeException or OverflowException or InvalidOperationException or ZstdException or NullReferenceException;

    private static FileRefusedException Refusal(Compression compression, Exception e)
    {
        var form = compression.ToString().ToLowerInvariant();
        return new FileRefusedException(
            form, $"The file is not valid {form}: it is truncated, damaged, or has another format ({e.Message.TrimEnd('.')})", e);
    }

    /// <summary>A file, read from front to back, that reports its position.</summary>
    private sealed class CountingStream(Stream inner, Action<long>? onPosition) : ForwardStream
    {
        /// <summary>A progress bar needs only a few reports a second.</summary>
        private const long ReportEvery = 1 << 20;

        private long position;
        private long reported;

        public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Count(int read)
        {
            position += read;
            if (position - reported >= ReportEvery || read == 0)
            {
                reported = position;
                onPosition?.Invoke(position);
            }

            return read;
        }
    }
}

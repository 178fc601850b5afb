using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A file from which a contract is inferred. It is only read.</summary>
internal sealed class InferSource(string file, UnpackOptions unpack, IProgress<IngestProgress>? progress)
{
    private readonly Compression compression = Drop.CompressionOf(file);

    public string File => file;

    public bool IsParquet => Drop.FormatOf(file) is FileFormat.Parquet;

    public long Bytes => new FileInfo(file).Length;

    /// <summary>The content, from its beginning.</summary>
    public Stream Open() => Open(progress is null ? null : read => progress.Report(new IngestProgress(Path.GetFileName(file), read, Bytes)));

    /// <summary>The content, from its beginning, without reporting progress.</summary>
    public Stream OpenSilently() => Open(null);

    /// <summary>Reports how many of the file's columns have been read.</summary>
    public void Report(int done, int all) =>
        progress?.Report(new IngestProgress(Path.GetFileName(file), Bytes * done / all, Bytes));

    /// <summary>The first bytes of the content, and whether they are the whole content.</summary>
    /// <exception cref="FileRefusedException">The file cannot be unpacked as its name says.</exception>
    public (byte[] Bytes, bool IsWhole) Sample(int bytes)
    {
        using var content = OpenSilently();
        var sample = new byte[bytes];
        var read = content.ReadAtLeast(sample, bytes, throwOnEndOfStream: false);
        return (sample[..read], read < bytes);
    }

    /// <summary>The file itself, or its content in a temporary file, which disposal deletes.</summary>
    public async Task<Unpacked> UnpackAsync(CancellationToken cancellationToken)
    {
        if (compression is Compression.None)
        {
            return new Unpacked(file, IsTemporary: false);
        }

        var unpacked = new Unpacked(Path.Combine(Path.GetTempPath(), $"datashare-infer-{Path.GetRandomFileName()}"), IsTemporary: true);
        try
        {
            await using var content = Open();
            await using var target = new FileStream(unpacked.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
            await content.CopyToAsync(target, cancellationToken);
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    private Stream Open(Action<long>? onPosition) => DropContent.Open(file, compression, unpack, onPosition);

    internal sealed record Unpacked(string Path, bool IsTemporary) : IDisposable
    {
        public void Dispose()
        {
            if (IsTemporary)
            {
                System.IO.File.Delete(Path);
            }
        }
    }
}

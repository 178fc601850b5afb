using System.Security.Cryptography;

namespace DataShare.Lake;

/// <summary>A file that is written from front to back and hashed while it is written.</summary>
internal sealed class HashedFile(string path) : Stream
{
    // Writes are whole pages: a buffer would only add a copy.
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long written;
    private bool isGivenUp;

    /// <summary>Why the file could not be written. The library's native code passes on only the text of the exception.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => written;

    public override long Position
    {
        get => written;
        set => throw new NotSupportedException();
    }

    public ContentHash TakeHash() => ContentHash.From(hash.GetHashAndReset());

    /// <summary>Discards all later writes: a writer that is closed too early must not complete the file with a footer.</summary>
    public void GiveUp() => isGivenUp = true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (isGivenUp)
        {
            return;
        }

        try
        {
            file.Write(buffer);
        }
        catch (Exception e)
        {
            (Failure, isGivenUp) = (e, true);
            throw;
        }

        hash.AppendData(buffer);
        written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is buffered.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }
}

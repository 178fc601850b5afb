using System.Security.Cryptography;

namespace DataShare.Lake;

/// <summary>A file that is written from front to back and hashed on the way.</summary>
internal sealed class HashedFile(string path) : Stream
{
    // Whole pages are written, so a buffer between them and the file would only be copied into.
    private readonly FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long written;
    private bool isGivenUp;

    /// <summary>Why the file could not be written. Native code between here and the caller keeps only its text.</summary>
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

    /// <summary>What is written from now on is dropped: a writer that is closed too soon must not end the file as if it were whole.</summary>
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
        // Nothing is held back.
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

namespace DataShare.Producers;

/// <summary>
/// The text of a CSV file in UTF-8, read from front to back, whose reader may go back to where its last record began.
/// Offsets count bytes of this text from 0.
/// </summary>
internal abstract class RewindableContent : ForwardStream
{
    /// <summary>What is read at once after going back: mostly the next record ends there.</summary>
    private const int FirstBytes = 4096;

    private int most = int.MaxValue;

    /// <summary>Where the record begins that may still be gone back to; asked before more is read.</summary>
    public Func<long>? KeepFrom { get; set; }

    /// <summary>Whether bytes were found that the file's encoding does not have; <see cref="Utf8Content.BadBytes"/> stands for them.</summary>
    public virtual bool HasBadBytes => false;

    public override int Read(Span<byte> buffer)
    {
        var room = buffer[..Math.Min(buffer.Length, most)];
        if (most < buffer.Length)
        {
            most *= 2;
        }

        return ReadCore(room);
    }

    public void Rewind(long offset)
    {
        most = FirstBytes;
        RewindCore(offset);
    }

    /// <summary>Bytes that are still kept.</summary>
    public abstract byte[] Slice(long from, long to);

    /// <summary>Where a record that begins at the offset begins in the file's unpacked content.</summary>
    public abstract long SourceOffset(long offset);

    protected abstract int ReadCore(Span<byte> buffer);

    protected abstract void RewindCore(long offset);
}

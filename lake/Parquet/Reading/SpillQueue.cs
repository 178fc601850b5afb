namespace DataShare.Lake;

/// <summary>A queue of bytes of one column in a <see cref="SpillFile"/>: first in, first out.</summary>
internal sealed class SpillQueue(SpillFile file) : IDisposable
{
    private readonly Queue<int> pieces = [];
    private int last = -1;
    private int end = SpillFile.PieceBytes;
    private int start;

    /// <summary>The number of bytes in the queue.</summary>
    public long Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (bytes.Length > 0)
        {
            if (end == SpillFile.PieceBytes)
            {
                (last, end) = (file.Take(), 0);
                pieces.Enqueue(last);
            }

            var count = Math.Min(bytes.Length, SpillFile.PieceBytes - end);
            file.Write(last, end, bytes[..count]);
            end += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Takes the next bytes; the queue must have so many.</summary>
    public void Take(Span<byte> target)
    {
        Length -= target.Length;
        while (target.Length > 0)
        {
            var count = Math.Min(target.Length, SpillFile.PieceBytes - start);
            file.Read(pieces.Peek(), start, target[..count]);
            start += count;
            target = target[count..];
            if (start == SpillFile.PieceBytes)
            {
                file.Give(pieces.Dequeue());
                start = 0;
            }
        }

        if (Length == 0 && pieces.TryDequeue(out var rest))
        {
            file.Give(rest);
            (start, end) = (0, SpillFile.PieceBytes);
        }
    }

    /// <summary>Frees the pieces of the remaining bytes.</summary>
    public void Dispose()
    {
        while (pieces.TryDequeue(out var rest))
        {
            file.Give(rest);
        }

        Length = 0;
    }
}

namespace DataShare.Producers;

/// <summary>
/// The text of a CSV file in UTF-8, read from front to back. The reader may go back to the beginning of its last record: the
/// text from there on stays in memory. Offsets count bytes of this text from 0.
/// </summary>
internal sealed partial class CsvText : ForwardStream
{
    private const int BlockBytes = 256 * 1024;

    /// <summary>Most files are small, and their beginning is read several times.</summary>
    private const int FirstBlockBytes = 32 * 1024;

    /// <summary>The size of the first read after going back: the next record usually ends there.</summary>
    private const int FirstBytes = 4096;

    private readonly Stream utf8;
    private readonly Utf8Content? transcoded;
    private readonly LinkedList<Block> blocks = new();
    private LinkedListNode<Block>? current;
    private long position;
    private int most = int.MaxValue;

    /// <summary>Returns the offset to which the reader may still go back. Called before more text is read.</summary>
    public Func<long>? KeepFrom { get; set; }

    /// <summary>Whether there were bytes that are invalid in the file's encoding; <see cref="Utf8Content.BadBytes"/> replaces them.</summary>
    public bool HasBadBytes => transcoded is { HasBadBytes: true };

    public override int Read(Span<byte> buffer)
    {
        var room = buffer[..Math.Min(buffer.Length, most)];
        if (most < buffer.Length)
        {
            most *= 2;
        }

        while (current is { } node && position >= node.Value.End && node.Next is not null)
        {
            current = node.Next;
        }

        if ((current is null || position >= current.Value.End) && !TryReadBlock())
        {
            return 0;
        }

        var block = current!.Value;
        var ready = block.Bytes.AsSpan((int)(position - block.Start), (int)(block.End - position));
        ready = ready[..Math.Min(ready.Length, room.Length)];
        ready.CopyTo(room);
        position += ready.Length;
        return ready.Length;
    }

    public void Rewind(long offset)
    {
        most = FirstBytes;
        position = offset;
        current = blocks.First;
    }

    /// <summary>Bytes that are still in memory.</summary>
    public byte[] Slice(long from, long to)
    {
        var bytes = new byte[to - from];
        foreach (var block in blocks)
        {
            var start = Math.Max(from, block.Start);
            var end = Math.Min(to, block.End);
            if (start < end)
            {
                block.Bytes.AsSpan((int)(start - block.Start), (int)(end - start)).CopyTo(bytes.AsSpan((int)(start - from)));
            }
        }

        return bytes;
    }

    /// <summary>The offset in the file's unpacked content at which the record at this offset begins.</summary>
    public long SourceOffset(long offset)
    {
        if (transcoded is null)
        {
            return offset;
        }

        var start = transcoded.BlockStart(offset);
        return transcoded.SourceOffset(offset, Slice(start, offset));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            utf8.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TryReadBlock()
    {
        var keep = KeepFrom?.Invoke() ?? 0;
        keep = transcoded?.BlockStart(keep) ?? keep;
        byte[]? free = null;
        while (blocks.First is { } first && first.Value.End <= keep)
        {
            blocks.RemoveFirst();
            free = first.Value.Bytes.Length == BlockBytes ? first.Value.Bytes : free;
        }

        free ??= new byte[blocks.Count == 0 && position == 0 ? FirstBlockBytes : BlockBytes];
        var read = utf8.Read(free);
        if (read == 0)
        {
            current = blocks.Last;
            return false;
        }

        current = blocks.AddLast(new Block(position, free, read));
        return true;
    }

    private sealed record Block(long Start, byte[] Bytes, int Length)
    {
        public long End => Start + Length;
    }
}

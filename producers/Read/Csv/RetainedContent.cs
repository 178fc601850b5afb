namespace DataShare.Producers;

/// <summary>Content that cannot be read twice (it is unpacked or transcoded): what may be gone back to stays in memory.</summary>
/// <param name="utf8">Disposed with it.</param>
/// <param name="transcoded">The same content below, where its bytes are not those of the file; else null.</param>
internal sealed class RetainedContent(Stream utf8, Utf8Content? transcoded) : RewindableContent
{
    private const int BlockBytes = 256 * 1024;

    private readonly LinkedList<Block> blocks = new();
    private LinkedListNode<Block>? current;
    private long position;

    public override bool HasBadBytes => transcoded is { HasBadBytes: true };

    public override byte[] Slice(long from, long to)
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

    public override long SourceOffset(long offset)
    {
        if (transcoded is null)
        {
            return offset;
        }

        var start = transcoded.BlockStart(offset);
        return transcoded.SourceOffset(offset, Slice(start, offset));
    }

    protected override int ReadCore(Span<byte> buffer)
    {
        while (current is { } node && position >= node.Value.End && node.Next is not null)
        {
            current = node.Next;
        }

        if (current is null || position >= current.Value.End)
        {
            if (!TryReadBlock())
            {
                return 0;
            }
        }

        var block = current!.Value;
        var ready = block.Bytes.AsSpan((int)(position - block.Start), (int)(block.End - position));
        ready = ready[..Math.Min(ready.Length, buffer.Length)];
        ready.CopyTo(buffer);
        position += ready.Length;
        return ready.Length;
    }

    protected override void RewindCore(long offset)
    {
        position = offset;
        current = blocks.First;
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
            free = first.Value.Bytes;
        }

        free ??= new byte[BlockBytes];
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

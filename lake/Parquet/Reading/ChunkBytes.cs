using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>The bytes of a column's pages in one row group, from front to back, through a small window.</summary>
internal sealed class ChunkBytes(SafeFileHandle file, MemoryBudget budget)
{
    private const int WindowBytes = 64 << 10;

    private byte[] window = [];
    private int start;
    private int end;
    private long position;

    /// <summary>Bytes that have not been taken.</summary>
    public long Left { get; private set; }

    /// <summary>Begins with other pages.</summary>
    public void Open(long offset, long bytes)
    {
        (start, end, position, Left) = (0, 0, offset, bytes);
    }

    /// <summary>As many of the next bytes as asked for, or all that are left. The next call forgets them.</summary>
    public ReadOnlySpan<byte> Peek(int bytes)
    {
        var wanted = (int)Math.Min(bytes, Left);
        if (end - start < wanted)
        {
            Fill(wanted);
        }

        return window.AsSpan(start, wanted);
    }

    /// <summary>Takes bytes that <see cref="Peek"/> gave.</summary>
    public void Advance(int bytes)
    {
        start += bytes;
        Left -= bytes;
    }

    /// <summary>Passes over bytes without reading them.</summary>
    public void Skip(int bytes)
    {
        var beyond = Math.Max(0, bytes - (end - start));
        start += bytes - beyond;
        position += beyond;
        Left -= bytes;
    }

    private void Fill(int wanted)
    {
        var kept = window.AsSpan(start, end - start);
        var larger = budget.Grow(window, (int)Math.Max(wanted, Math.Min(Left, WindowBytes)));
        kept.CopyTo(larger);
        (window, end, start) = (larger, kept.Length, 0);
        var room = (int)Math.Min(window.Length - end, Left - end);
        for (var least = wanted - end; least > 0;)
        {
            var read = RandomAccess.Read(file, window.AsSpan(end, room), position);
            if (read == 0)
            {
                throw ParquetDamage.Of("it is cut off");
            }

            position += read;
            end += read;
            room -= read;
            least -= read;
        }
    }
}

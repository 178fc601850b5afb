using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>Reads the bytes of a column's pages in one row group from front to back, through a small window.</summary>
internal sealed class ChunkBytes(SafeFileHandle file)
{
    private const int WindowBytes = 4 << 10;

    private byte[] window = [];
    private int start;
    private int end;
    private long position;

    /// <summary>The number of bytes that are left.</summary>
    public long Left { get; private set; }

    /// <summary>Switches to other pages.</summary>
    public void Open(long offset, long bytes) => (start, end, position, Left) = (0, 0, offset, bytes);

    /// <summary>Adds bytes to those that are left.</summary>
    public void Extend(int bytes) => Left += bytes;

    /// <summary>The next bytes: as many as asked for, or all that are left. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek(int bytes)
    {
        var wanted = (int)Math.Min(bytes, Left);
        if (end - start < wanted)
        {
            Fill(wanted);
        }

        return window.AsSpan(start, wanted);
    }

    /// <summary>Consumes bytes that <see cref="Peek"/> returned.</summary>
    public void Advance(int bytes)
    {
        start += bytes;
        Left -= bytes;
    }

    /// <summary>Copies the next bytes into the target; the caller has checked that there are enough.</summary>
    public void Take(Span<byte> target)
    {
        var known = Math.Min(target.Length, end - start);
        window.AsSpan(start, known).CopyTo(target);
        start += known;
        Left -= target.Length;
        for (var rest = target[known..]; rest.Length > 0;)
        {
            var read = Read(rest);
            position += read;
            rest = rest[read..];
        }
    }

    /// <summary>Skips bytes without reading them.</summary>
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
        var larger = window.Length < wanted ? GC.AllocateUninitializedArray<byte>(Math.Max(wanted, WindowBytes)) : window;
        kept.CopyTo(larger);
        (window, end, start) = (larger, kept.Length, 0);
        var room = (int)Math.Min(window.Length - end, Left - end);
        for (var least = wanted - end; least > 0;)
        {
            var read = Read(window.AsSpan(end, room));
            position += read;
            end += read;
            room -= read;
            least -= read;
        }
    }

    private int Read(Span<byte> target)
    {
        var read = RandomAccess.Read(file, target, position);
        return read > 0 ? read : throw ParquetDamage.Of("it is truncated");
    }
}

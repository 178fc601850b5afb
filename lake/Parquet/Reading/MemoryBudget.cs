namespace DataShare.Lake;

/// <summary>Buffers of a file's reader: as large as they must be, together never larger than a bound.</summary>
internal sealed class MemoryBudget(long most)
{
    private long used;

    /// <summary>A buffer of at least as many bytes: the same, or a larger one in its place. What was in it may be lost.</summary>
    /// <exception cref="InvalidDataException">The file needs more at once than there may be.</exception>
    public byte[] Grow(byte[] buffer, int bytes)
    {
        if (buffer.Length >= bytes)
        {
            return buffer;
        }

        // A little more than asked for, so that pages of nearly the same size do not each make a new one.
        var wanted = (int)Math.Min(bytes + (bytes / 8L) + 256, Array.MaxLength);
        Take(wanted - buffer.Length);
        return GC.AllocateUninitializedArray<byte>(wanted);
    }

    /// <summary>Counts what somebody else allocates.</summary>
    /// <exception cref="InvalidDataException">The file needs more at once than there may be.</exception>
    public void Take(long bytes)
    {
        if (used + bytes > most)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"its pages need more than {most >> 20} MiB at once. Expected smaller pages"));
        }

        used += bytes;
    }

    public void Give(long bytes) => used -= bytes;
}

namespace DataShare.Lake;

/// <summary>
/// The unpacked pages of a column that its current rows are in: mostly one, which the next page takes over.
/// </summary>
internal sealed class PageBuffers(MemoryBudget budget)
{
    /// <summary>Bytes behind a page that decoders may read, and ignore.</summary>
    public const int Padding = 16;

    private readonly List<byte[]> held = [];
    private readonly Stack<byte[]> spare = [];
    private byte[] current = [];
    private byte[] dictionary = [];

    /// <summary>Of the pages that the current rows are in.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Room for a page.</summary>
    /// <param name="keep">Whether values of the current rows are in the page before.</param>
    public byte[] Next(int bytes, bool keep)
    {
        if (keep)
        {
            held.Add(current);
            HeldBytes += current.Length;
            current = spare.TryPop(out var other) ? other : [];
        }

        current = budget.Grow(current, bytes + Padding);
        current.AsSpan(bytes, Padding).Clear();
        return current;
    }

    /// <summary>Room for a row group's dictionary, in place of the one before.</summary>
    public byte[] Dictionary(int bytes)
    {
        dictionary = budget.Grow(dictionary, bytes + Padding);
        return dictionary;
    }

    /// <summary>The rows before are done with.</summary>
    public void Release()
    {
        foreach (var page in held)
        {
            if (spare.Count < 2)
            {
                spare.Push(page);
            }
            else
            {
                budget.Give(page.Length);
            }
        }

        held.Clear();
        HeldBytes = 0;
    }
}

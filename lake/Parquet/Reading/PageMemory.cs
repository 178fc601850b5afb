namespace DataShare.Lake;

/// <summary>
/// The memory that the columns of a file are read in together. Each has a share of it. A page that is larger is unpacked in a
/// place that all columns use in turn, and goes to disk from there.
/// </summary>
/// <param name="spill">Where such pages go; null where all pages are held in memory.</param>
/// <param name="sharedBytes">Of the shares of all columns together.</param>
internal sealed class PageMemory(SpillFile? spill, long sharedBytes = ParquetLimits.SharedBytes)
{
    /// <summary>A share that many thousand columns can have.</summary>
    private const long LeastShare = 32 << 10;

    private byte[] packed = [];
    private byte[] unpacked = [];
    private byte[] dictionary = [];
    private int columns;

    public MemoryBudget Budget { get; } = new(ParquetLimits.OpenBytes);

    public SpillFile? Spill => spill;

    /// <summary>Bytes of a column's pages that are open.</summary>
    public long Share => spill is null ? long.MaxValue : Math.Max(LeastShare, sharedBytes / Math.Max(1, columns));

    /// <summary>One more column is read together with the others.</summary>
    public void AddColumn() => columns++;

    /// <summary>Whether a page is more than a column's share. The values of a dictionary take memory besides its page.</summary>
    public bool IsLarge(PageHeader page) =>
        (long)page.Packed + page.Unpacked + (page.Kind is PageKind.Dictionary ? 16L * page.Values : 0) > Share;

    /// <summary>Room for a large page as the file has it, until the next one.</summary>
    public Span<byte> Packed(int bytes) => Grow(ref packed, bytes).AsSpan(0, bytes);

    /// <summary>Room for a large page, until the next one.</summary>
    public byte[] Unpacked(int bytes) => Grow(ref unpacked, bytes);

    /// <summary>Room for a large dictionary, until the next one.</summary>
    public byte[] Dictionary(int bytes) => Grow(ref dictionary, bytes);

    private byte[] Grow(ref byte[] room, int bytes)
    {
        if (room.Length < bytes + PageBuffers.Padding)
        {
            // Nobody needs what is in it: it must not be there beside the larger one.
            Budget.Give(room.Length);
            room = [];
            SpareMemory.GiveBack();
            Budget.Take(bytes + PageBuffers.Padding);
            room = GC.AllocateUninitializedArray<byte>(bytes + PageBuffers.Padding);
        }

        room.AsSpan(bytes, PageBuffers.Padding).Clear();
        return room;
    }
}

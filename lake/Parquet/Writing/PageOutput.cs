namespace DataShare.Lake;

/// <summary>What a column's pages hold, before they are packed. Used again for each column.</summary>
internal sealed class PageOutput
{
    /// <summary>The values of a dictionary, one after the other; empty when there is none.</summary>
    public ByteBuffer Dictionary { get; } = new();

    public int DictionaryValues { get; set; }

    /// <summary>The levels and the values.</summary>
    public ByteBuffer Data { get; } = new();

    public PageEncoding Encoding { get; set; }

    /// <summary>The lowest and the highest value as the format has them; null when they are not told.</summary>
    public (byte[] Lowest, byte[] Highest)? Bounds { get; set; }

    public void Clear()
    {
        Dictionary.Clear();
        Data.Clear();
        (DictionaryValues, Encoding, Bounds) = (0, PageEncoding.Plain, null);
    }
}

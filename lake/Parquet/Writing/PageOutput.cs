namespace DataShare.Lake;

/// <summary>What a column's pages in a row group hold, before they are packed. Used again for each column.</summary>
internal sealed class PageOutput
{
    /// <summary>
    /// Of a page, about: it ends before the value that would take it beyond. Readers hold whole pages in memory, DuckDB in a
    /// buffer of the next power of two.
    /// </summary>
    public const int PageBytes = 1 << 20;

    private readonly List<(int Rows, int End)> pages = [];

    /// <summary>The values of a dictionary, one after the other; empty when there is none.</summary>
    public ByteBuffer Dictionary { get; } = new();

    public int DictionaryValues { get; set; }

    /// <summary>The levels and the values, page behind page.</summary>
    public ByteBuffer Data { get; } = new();

    public PageEncoding Encoding { get; set; }

    /// <summary>The lowest and the highest value as the format has them; null when they are not told.</summary>
    public (byte[] Lowest, byte[] Highest)? Bounds { get; set; }

    /// <summary>Each with its rows.</summary>
    public IEnumerable<(int Rows, ReadOnlyMemory<byte> Content)> Pages
    {
        get
        {
            var start = 0;
            foreach (var (rows, end) in pages)
            {
                yield return (rows, Data.Memory[start..end]);
                start = end;
            }
        }
    }

    /// <summary>What was added since the last call is a page.</summary>
    public void EndPage(int rows) => pages.Add((rows, Data.Length));

    public void Clear()
    {
        Dictionary.Clear();
        Data.Clear();
        pages.Clear();
        (DictionaryValues, Encoding, Bounds) = (0, PageEncoding.Plain, null);
    }
}

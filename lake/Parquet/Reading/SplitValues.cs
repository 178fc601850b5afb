namespace DataShare.Lake;

/// <summary>The first bytes of all values, then their second bytes, and so on: put together when the page is opened.</summary>
internal sealed class SplitValues : PageValues
{
    private readonly PageValues together;

    public SplitValues(ByteSlice page, ParquetInputColumn column, MemoryBudget budget)
    {
        var size = column.Physical switch
        {
            ParquetType.Int32 or ParquetType.Float => sizeof(int),
            ParquetType.Int64 or ParquetType.Double => sizeof(long),
            _ => column.TypeLength,
        };
        var count = page.Length / size;
        if (count * size != page.Length)
        {
            throw TooFew();
        }

        budget.Take(page.Length);
        var source = page.Span;
        var target = new byte[page.Length];
        for (var stream = 0; stream < size; stream++)
        {
            var bytes = source.Slice(stream * count, count);
            for (var (i, at) = (0, stream); i < bytes.Length; i++, at += size)
            {
                target[at] = bytes[i];
            }
        }

        budget.Give(page.Length);
        together = Plain(column, new ByteSlice(target, 0, target.Length));
    }

    public override void Read(ParquetBatch batch, int count) => together.Read(batch, count);
}

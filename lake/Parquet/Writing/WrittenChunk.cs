namespace DataShare.Lake;

/// <summary>The pages of a column in a row group, as the footer tells of them.</summary>
internal sealed record WrittenChunk(
    PartField Field,
    PageEncoding Encoding,
    int Rows,
    int Nulls,
    (byte[] Lowest, byte[] Highest)? Bounds,
    long DictionaryOffset,
    long DataOffset,
    long PackedBytes,
    long UnpackedBytes)
{
    private const int Snappy = 1;

    /// <summary>Where the first page begins.</summary>
    public long Offset => DictionaryOffset > 0 ? DictionaryOffset : DataOffset;

    public void WriteTo(ThriftOutput output)
    {
        output.Begin();
        output.Int64(2, Offset);
        output.Begin(3);
        output.Int32(1, (int)Field.Type);
        PageEncoding[] encodings = DictionaryOffset > 0 ? [PageEncoding.Plain, PageEncoding.Rle, Encoding] : [PageEncoding.Rle, Encoding];
        output.List(2, ThriftType.Int32, encodings.Length);
        Array.ForEach(encodings, e => output.Element((int)e));
        output.List(3, ThriftType.Binary, 1);
        output.Element(System.Text.Encoding.UTF8.GetBytes(Field.Name));
        output.Int32(4, Snappy);
        output.Int64(5, Rows);
        output.Int64(6, UnpackedBytes);
        output.Int64(7, PackedBytes);
        output.Int64(9, DataOffset);
        if (DictionaryOffset > 0)
        {
            output.Int64(11, DictionaryOffset);
        }

        output.Begin(12);
        output.Int64(3, Nulls);
        if (Bounds is var (lowest, highest))
        {
            output.Binary(5, highest);
            output.Binary(6, lowest);
        }

        output.End();
        output.End();
        output.End();
    }
}

namespace DataShare.Lake;

/// <summary>The values of one page that are not null, taken from front to back.</summary>
internal abstract class PageValues
{
    /// <summary>Takes the next values into the batch.</summary>
    /// <exception cref="InvalidDataException">The page has not as many, or damaged ones.</exception>
    public abstract void Read(ParquetBatch batch, int count);

    /// <param name="encoding">How the values are written.</param>
    /// <param name="column">Tells what they are.</param>
    /// <param name="page">Where they are, to the end of it, with <see cref="PageBuffers.Padding"/> behind.</param>
    /// <param name="dictionary">Of the row group's column; null when it has none.</param>
    public static PageValues Of(PageEncoding encoding, ParquetInputColumn column, ByteSlice page, ParquetDictionary? dictionary, MemoryBudget budget) =>
        (encoding, column) switch
        {
            (PageEncoding.Plain, _) => Plain(column, page),
            (PageEncoding.PlainDictionary or PageEncoding.RleDictionary, _) => dictionary is null
                ? throw ParquetDamage.Of($"column '{column.ShownName}' has a page without the dictionary that it needs")
                : new DictionaryValues(page, dictionary),
            (PageEncoding.Rle, { Physical: ParquetType.Boolean }) => RunValues.Of(page),
            (PageEncoding.DeltaBinaryPacked, { Physical: ParquetType.Int32 or ParquetType.Int64 }) => new DeltaValues(page, column.Physical),
            (PageEncoding.DeltaLengthByteArray, { Physical: ParquetType.ByteArray }) => new DeltaLengthValues(page),
            (PageEncoding.DeltaByteArray, { Physical: ParquetType.ByteArray or ParquetType.FixedLenByteArray }) => new DeltaByteValues(page, column, budget),
            (PageEncoding.ByteStreamSplit, { Physical: not (ParquetType.Boolean or ParquetType.ByteArray) }) => new SplitValues(page, column, budget),
            (PageEncoding.BitPacked, _) or ( > PageEncoding.ByteStreamSplit or < 0, _) =>
                throw ParquetDamage.NotRead(FormattableString.Invariant($"column '{column.ShownName}' has the encoding {encoding}")),
            _ => throw ParquetDamage.Of($"column '{column.ShownName}' has a page whose encoding is not one of its type"),
        };

    /// <summary>The values of a dictionary, or of a page without one.</summary>
    public static PageValues Plain(ParquetInputColumn column, ByteSlice page) => column.Physical switch
    {
        ParquetType.Boolean => new PlainBooleans(page),
        ParquetType.Int32 => new PlainInts(page, isUnsigned: column is { Kind: ParquetKind.Integer, IsSigned: false }),
        ParquetType.Int64 => new PlainLongs(page),
        ParquetType.Float => new PlainFloats(page),
        ParquetType.Double => new PlainDoubles(page),
        ParquetType.ByteArray => new PlainSlices(page),
        _ when column.Kind is ParquetKind.Floating => new PlainHalves(page),
        _ => new PlainFixed(page, column.TypeLength),
    };

    public static InvalidDataException TooFew() => ParquetDamage.Of("a page has fewer values than its header says");
}

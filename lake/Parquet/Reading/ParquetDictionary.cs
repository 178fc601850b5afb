namespace DataShare.Lake;

/// <summary>The different values of a column in a row group, which its pages have the places of.</summary>
public sealed class ParquetDictionary
{
    private readonly long[] longs = [];
    private readonly double[] doubles = [];
    private readonly ByteSlice[] slices = [];

    /// <summary>Takes a dictionary's page.</summary>
    /// <param name="page">It must stay as it is for as long as the dictionary is used.</param>
    internal ParquetDictionary(ParquetInputColumn column, ByteSlice page, int count)
    {
        // A value takes at least a bit: more of them than that are a claim that would only cost memory.
        if (count < 0 || count > page.Length * 8L)
        {
            throw PageValues.TooFew();
        }

        var all = new ParquetBatch(column);
        PageValues.Plain(column, page).Read(all, count);
        Count = count;
        (longs, doubles, slices) = all.TakeValues();
    }

    /// <summary>Its values.</summary>
    public int Count { get; }

    /// <summary>Bytes that its values take besides their page.</summary>
    internal long OwnBytes => ((long)longs.Length * sizeof(long)) + ((long)doubles.Length * sizeof(double)) + (slices.Length * 16L);

    /// <summary>A text or binary value.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => slices[index].Span;

    internal ByteSlice Slice(int index) => slices[index];

    /// <summary>Puts the values at the places into the batch.</summary>
    internal void CopyTo(ParquetBatch batch, ReadOnlySpan<int> indexes)
    {
        if (longs.Length > 0)
        {
            var target = batch.AddLongs(indexes.Length);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = longs[indexes[i]];
            }
        }
        else if (doubles.Length > 0)
        {
            var target = batch.AddDoubles(indexes.Length);
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = doubles[indexes[i]];
            }
        }
        else
        {
            batch.AddIndexes(this, indexes);
        }
    }
}

/// <summary>Places in a dictionary, in runs.</summary>
internal sealed class DictionaryValues : PageValues
{
    private readonly ParquetDictionary dictionary;
    private HybridDecoder runs;
    private int[] indexes = [];

    public DictionaryValues(ByteSlice page, ParquetDictionary dictionary)
    {
        this.dictionary = dictionary;
        // A page of nulls alone may have no width.
        runs = page.Length == 0
            ? new HybridDecoder(page.Buffer, page.Start, page.Start, 0)
            : new HybridDecoder(page.Buffer, page.Start + 1, page.Start + page.Length, page.Span[0]);
    }

    public override void Read(ParquetBatch batch, int count)
    {
        if (indexes.Length < count)
        {
            indexes = new int[count];
        }

        var next = indexes.AsSpan(0, count);
        runs.Read(next);
        var beyond = (uint)dictionary.Count;
        foreach (var index in next)
        {
            if ((uint)index >= beyond)
            {
                throw ParquetDamage.Of(FormattableString.Invariant($"a page refers to value {index} of a dictionary with {dictionary.Count} values"));
            }
        }

        dictionary.CopyTo(batch, next);
    }
}

/// <summary>Booleans in runs.</summary>
internal sealed class RunValues : PageValues
{
    private HybridDecoder runs;
    private int[] bits = [];

    private RunValues(HybridDecoder runs) => this.runs = runs;

    public static RunValues Of(ByteSlice page)
    {
        if (page.Length < sizeof(int))
        {
            throw TooFew();
        }

        var length = BitConverter.ToInt32(page.Span);
        return (uint)length <= (uint)(page.Length - sizeof(int))
            ? new RunValues(new HybridDecoder(page.Buffer, page.Start + sizeof(int), page.Start + sizeof(int) + length, 1))
            : throw TooFew();
    }

    public override void Read(ParquetBatch batch, int count)
    {
        if (bits.Length < count)
        {
            bits = new int[count];
        }

        var next = bits.AsSpan(0, count);
        runs.Read(next);
        var target = batch.AddLongs(count);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = next[i];
        }
    }
}

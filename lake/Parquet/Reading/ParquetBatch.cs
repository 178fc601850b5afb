namespace DataShare.Lake;

/// <summary>
/// Some rows of one column: which of them have a value, and the values in a row. Overwritten when the next rows are
/// read.
/// </summary>
public sealed class ParquetBatch
{
    private bool[] present = [];
    private long[] longs = [];
    private double[] doubles = [];
    private ByteSlice[] slices = [];
    private int[] indexes = [];

    internal ParquetBatch(ParquetInputColumn column) => Column = column;

    public ParquetInputColumn Column { get; }

    public int Rows { get; private set; }

    /// <summary>Rows that are not null.</summary>
    public int Values { get; private set; }

    /// <summary>For each row whether it has a value. Empty when all have.</summary>
    public ReadOnlySpan<bool> Present => Values == Rows ? [] : present.AsSpan(0, Rows);

    /// <summary>
    /// Booleans (0 or 1), whole numbers (unsigned ones of 64 bits as their bits), days since 1970-01-01, timestamps in
    /// their unit since then, decimals without their point; unless the values are <see cref="Bytes"/>.
    /// </summary>
    public ReadOnlySpan<long> Longs => longs.AsSpan(0, Values);

    /// <summary>Floating point numbers.</summary>
    public ReadOnlySpan<double> Doubles => doubles.AsSpan(0, Values);

    /// <summary>
    /// The dictionary that all values of these rows are in, with <see cref="Indexes"/>; null when they are in none.
    /// Only for text and binary values.
    /// </summary>
    public ParquetDictionary? Dictionary { get; private set; }

    public ReadOnlySpan<int> Indexes => Dictionary is null ? [] : indexes.AsSpan(0, Values);

    /// <summary>Whether the values are in <see cref="Longs"/>.</summary>
    public bool HasLongs => Column.HasLongs;

    /// <summary>Text, binary values, UUIDs, decimals with their highest byte first, and timestamps of 96 bits.</summary>
    public ReadOnlySpan<byte> Bytes(int value) => Slice(value).Span;

    /// <summary>The place among the values of a row that has one.</summary>
    public int ValueOf(int row) => Values == Rows ? row : present.AsSpan(0, row).Count(true);

    /// <summary>How many of some rows have a value.</summary>
    public int ValuesIn(int row, int rows) => Values == Rows ? rows : present.AsSpan(row, rows).Count(true);

    /// <summary>Bytes of all its text and binary values.</summary>
    public long TotalBytes()
    {
        var total = 0L;
        for (var value = 0; !HasLongs && !Column.HasDoubles && value < Values; value++)
        {
            total += Slice(value).Length;
        }

        return total;
    }

    public bool IsNull(int row) => Values < Rows && !present[row];

    internal void Begin()
    {
        (Rows, Values, Dictionary) = (0, 0, null);
    }

    internal Span<long> AddLongs(int count) => Room(ref longs, count);

    internal Span<double> AddDoubles(int count) => Room(ref doubles, count);

    internal Span<ByteSlice> AddSlices(int count)
    {
        LeaveDictionary();
        return Room(ref slices, count);
    }

    internal void AddIndexes(ParquetDictionary dictionary, ReadOnlySpan<int> places)
    {
        if (places.Length == 0)
        {
            return;
        }

        if (Values == 0)
        {
            Dictionary = dictionary;
        }

        if (Dictionary == dictionary)
        {
            places.CopyTo(Room(ref indexes, places.Length));
            return;
        }

        var target = AddSlices(places.Length);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = dictionary.Slice(places[i]);
        }
    }

    /// <summary>Adds rows, for the caller to say which of them have a value.</summary>
    internal Span<bool> AddRows(int count)
    {
        if (present.Length < Rows + count)
        {
            Array.Resize(ref present, Math.Max(Rows + count, present.Length * 2));
        }

        var added = present.AsSpan(Rows, count);
        Rows += count;
        return added;
    }

    /// <summary>Gives the values away.</summary>
    internal (long[] Longs, double[] Doubles, ByteSlice[] Slices) TakeValues() => (longs, doubles, slices);

    private ByteSlice Slice(int value) => Dictionary is { } dictionary ? dictionary.Slice(indexes[value]) : slices[value];

    /// <summary>Writers leave a dictionary behind that has grown too large, in the middle of some batch.</summary>
    private void LeaveDictionary()
    {
        if (Dictionary is not { } dictionary)
        {
            return;
        }

        if (slices.Length < Values)
        {
            Array.Resize(ref slices, Values);
        }

        for (var i = 0; i < Values; i++)
        {
            slices[i] = dictionary.Slice(indexes[i]);
        }

        Dictionary = null;
    }

    private Span<T> Room<T>(ref T[] values, int count)
    {
        if (values.Length < Values + count)
        {
            Array.Resize(ref values, Math.Max(Values + count, values.Length * 2));
        }

        var room = values.AsSpan(Values, count);
        Values += count;
        return room;
    }
}

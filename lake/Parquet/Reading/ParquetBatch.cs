using ParquetSharp;

namespace DataShare.Lake;

/// <summary>
/// Some rows of one column: which rows have a value, and the values without gaps. Reading the next rows overwrites the batch.
/// </summary>
public sealed class ParquetBatch
{
    private bool[] present = [];
    private long[] longs = [];
    private double[] doubles = [];
    private ByteArray[] places = [];

    internal ParquetBatch(ParquetInputColumn column) => Column = column;

    public ParquetInputColumn Column { get; }

    public int Rows { get; private set; }

    /// <summary>The number of rows that are not null.</summary>
    public int Values { get; private set; }

    /// <summary>For each row, whether it has a value. Empty if all rows have one.</summary>
    public ReadOnlySpan<bool> Present => Values == Rows ? [] : present.AsSpan(0, Rows);

    /// <summary>
    /// Booleans (0 or 1), whole numbers (unsigned numbers of 64 bits as their bits), days since 1970-01-01, timestamps in
    /// their unit since then, and unscaled decimals, unless the values are <see cref="Bytes"/>.
    /// </summary>
    public ReadOnlySpan<long> Longs => longs.AsSpan(0, Values);

    /// <summary>Floating point numbers.</summary>
    public ReadOnlySpan<double> Doubles => doubles.AsSpan(0, Values);

    /// <summary>Whether the values are in <see cref="Longs"/>.</summary>
    public bool HasLongs => Column.HasLongs;

    /// <summary>Text, binary values, UUIDs, big-endian decimals, and timestamps of 96 bits.</summary>
    public unsafe ReadOnlySpan<byte> Bytes(int value)
    {
        var place = places.AsSpan(0, Values)[value];
        return new ReadOnlySpan<byte>((void*)place.Pointer, place.Length);
    }

    /// <summary>The index of a row's value. The row must have one.</summary>
    public int ValueOf(int row) => Values == Rows ? row : present.AsSpan(0, row).Count(true);

    /// <summary>The number of values of some rows.</summary>
    public int ValuesIn(int row, int rows) => Values == Rows ? rows : present.AsSpan(row, rows).Count(true);

    /// <summary>The bytes of all its text and binary values.</summary>
    public long TotalBytes()
    {
        var total = 0L;
        if (!HasLongs && !Column.HasDoubles)
        {
            foreach (var place in places.AsSpan(0, Values))
            {
                total += place.Length;
            }
        }

        return total;
    }

    public bool IsNull(int row) => Values < Rows && !present[row];

    internal void Clear() => (Rows, Values) = (0, 0);

    /// <summary>Begins with new rows that all have a value.</summary>
    internal void Begin(int rows) => (Rows, Values) = (rows, rows);

    /// <summary>Begins with new rows. The caller marks the rows that have a value in the returned span.</summary>
    /// <param name="values">The number of rows that have a value.</param>
    internal Span<bool> Begin(int rows, int values)
    {
        (Rows, Values) = (rows, values);
        return Room(ref present, rows);
    }

    internal Span<long> LongRoom(int values) => Room(ref longs, values);

    internal Span<double> DoubleRoom(int values) => Room(ref doubles, values);

    /// <summary>For the addresses of the values' bytes, which must be valid until the next rows are read.</summary>
    internal Span<ByteArray> PlaceRoom(int values) => Room(ref places, values);

    private static Span<T> Room<T>(ref T[] room, int count)
    {
        if (room.Length < count)
        {
            room = GC.AllocateUninitializedArray<T>(count);
        }

        return room.AsSpan(0, count);
    }
}

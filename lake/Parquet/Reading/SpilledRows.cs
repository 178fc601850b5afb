using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>
/// The spilled rows of a column in a row group, whose pages are too large for memory next to those of the other columns. Their
/// values are on disk, one after the other.
/// </summary>
internal sealed class SpilledRows(SpillFile file, ParquetInputColumn column) : IRowSource
{
    /// <summary>The bytes of values that are in memory at once, unless one value has more.</summary>
    private const long MostBytes = 256 << 10;

    private const int LengthsAtOnce = 2048;
    private const int Null = -1;

    private readonly SpillQueue marks = new(file);
    private readonly SpillQueue values = new(file);
    private readonly ByteBuffer gathered = new();
    private readonly int[] lengths = column is { HasLongs: false, HasDoubles: false } ? new int[LengthsAtOnce] : [];
    private int nextLength;
    private int lengthsEnd;
    private byte[] bytes = [];

    private bool HasBytes => lengths.Length > 0;

    /// <summary>Adds the rows of a batch.</summary>
    /// <returns>The bytes that they take on disk.</returns>
    public long Add(ParquetBatch batch)
    {
        var before = marks.Length + values.Length;
        if (HasBytes)
        {
            AddBytes(batch);
        }
        else
        {
            if (column.IsOptional)
            {
                AddMarks(batch);
            }

            values.Add(column.HasLongs ? MemoryMarshal.AsBytes(batch.Longs) : MemoryMarshal.AsBytes(batch.Doubles));
        }

        return marks.Length + values.Length - before;
    }

    public void Read(ParquetBatch batch, int rows)
    {
        if (HasBytes)
        {
            ReadBytes(batch, rows);
            return;
        }

        var count = rows;
        if (column.IsOptional)
        {
            var present = batch.Begin(rows, 0);
            marks.Take(MemoryMarshal.AsBytes(present));
            count = present.Count(true);
            batch.Begin(rows, count);
        }
        else
        {
            batch.Begin(rows);
        }

        values.Take(column.HasLongs ? MemoryMarshal.AsBytes(batch.LongRoom(count)) : MemoryMarshal.AsBytes(batch.DoubleRoom(count)));
    }

    public void Dispose()
    {
        marks.Dispose();
        values.Dispose();
    }

    private void AddMarks(ParquetBatch batch)
    {
        if (batch.Present.IsEmpty)
        {
            Span<bool> all = stackalloc bool[batch.Rows];
            all.Fill(true);
            marks.Add(MemoryMarshal.AsBytes(all));
            return;
        }

        marks.Add(MemoryMarshal.AsBytes(batch.Present));
    }

    private void AddBytes(ParquetBatch batch)
    {
        Span<int> added = stackalloc int[batch.Rows];
        var value = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            added[row] = Null;
            if (!batch.IsNull(row))
            {
                var next = batch.Bytes(value++);
                added[row] = next.Length;
                AddValue(next);
            }
        }

        marks.Add(MemoryMarshal.AsBytes(added));
        Flush();
    }

    /// <summary>Gathers values, because one write for each value would take most of the time.</summary>
    private void AddValue(ReadOnlySpan<byte> value)
    {
        if (gathered.Length + value.Length > SpillFile.PieceBytes)
        {
            Flush();
        }

        if (value.Length > SpillFile.PieceBytes)
        {
            values.Add(value);
            return;
        }

        value.CopyTo(gathered.Add(value.Length));
    }

    private void Flush()
    {
        values.Add(gathered.Written);
        gathered.Clear();
    }

    private void ReadBytes(ParquetBatch batch, int rows)
    {
        if (nextLength == lengthsEnd)
        {
            (nextLength, lengthsEnd) = (0, (int)Math.Min(lengths.Length, marks.Length / sizeof(int)));
            marks.Take(MemoryMarshal.AsBytes(lengths.AsSpan(0, lengthsEnd)));
        }

        var total = 0L;
        var count = 0;
        for (var end = Math.Min(lengthsEnd, nextLength + rows); nextLength + count < end; count++)
        {
            var more = Math.Max(0, lengths[nextLength + count]);
            if (count > 0 && total + more > MostBytes)
            {
                break;
            }

            total += more;
        }

        var next = lengths.AsSpan(nextLength, count);
        nextLength += count;
        Fill(batch, next, (int)total);
    }

    private void Fill(ParquetBatch batch, ReadOnlySpan<int> lengthsOfRows, int total)
    {
        if (bytes.Length < total)
        {
            bytes = GC.AllocateUninitializedArray<byte>(Math.Max(total, (int)MostBytes), pinned: true);
        }

        values.Take(bytes.AsSpan(0, total));
        var present = batch.Begin(lengthsOfRows.Length, lengthsOfRows.Length - lengthsOfRows.Count(Null));
        var places = batch.PlaceRoom(batch.Values);
        var (value, at) = (0, 0);
        for (var row = 0; row < lengthsOfRows.Length; row++)
        {
            var length = lengthsOfRows[row];
            present[row] = length != Null;
            if (length != Null)
            {
                places[value++] = new ByteArray(at < bytes.Length ? Marshal.UnsafeAddrOfPinnedArrayElement(bytes, at) : 0, length);
                at += length;
            }
        }
    }
}

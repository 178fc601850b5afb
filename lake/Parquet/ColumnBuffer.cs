using DataShare.Schemas;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>
/// The values of one column of a chunk of rows, filled by a gate and written as one column of a Parquet row
/// group. Not thread-safe: one thread fills or writes it at a time.
/// </summary>
public abstract class ColumnBuffer
{
    /// <summary>For each row 1 if it has a value and 0 if not; empty as long as there are no nulls.</summary>
    private short[] levels = [];

    private protected ColumnBuffer(PartField field) => Field = field;

    public string Name => Field.Name;

    /// <summary>Rows appended, nulls included.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of values of variable size.</summary>
    public virtual long PayloadBytes => 0;

    /// <summary>
    /// An upper bound of the same if each value counts as often as it occurs: the size of the rows without a dictionary.
    /// </summary>
    internal virtual long MostBytes => PayloadBytes;

    internal PartField Field { get; }

    /// <summary>Whether the column is written with a dictionary.</summary>
    internal virtual bool HasDictionary => false;

    internal int Nulls { get; private set; }

    private protected int ValueCount => Count - Nulls;

    public static ColumnBuffer For(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.String or ColumnKind.Uuid => new TextColumn(PartSchema.Field(column)),
        ColumnKind.Binary => new BinaryColumn(PartSchema.Field(column)),
        ColumnKind.Int8 => Of<sbyte>(column),
        ColumnKind.Int16 => Of<short>(column),
        ColumnKind.Int32 => Of<int>(column),
        ColumnKind.Int64 => Of<long>(column),
        ColumnKind.Double => Of<double>(column),
        ColumnKind.Boolean => Of<bool>(column),
        ColumnKind.Date => Of<DateOnly>(column),
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => Of<DateTime>(column),
        ColumnKind.Decimal when PartSchema.IsWide(column.Type) => new WideDecimalColumn(PartSchema.Field(column)),
        ColumnKind.Decimal => Of<decimal>(column),
        _ => throw new InvalidOperationException($"Column '{column.Name}' has the unknown type {column.Type}."),
    };

    public void AppendNull()
    {
        if (Nulls == 0 && levels.Length == 0)
        {
            levels = new short[Math.Max(1024, Count + 1)];
            levels.AsSpan().Fill(1);
        }

        EnsureLevel(Count);
        levels[Count++] = 0;
        Nulls++;
    }

    /// <summary>Removes the rows after the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        if (count == Count)
        {
            return;
        }

        var removedNulls = 0;
        if (Nulls > 0)
        {
            var removed = levels.AsSpan(count, Count - count);
            removedNulls = removed.Count((short)0);
            removed.Fill(1);
        }

        RemoveValues(Count - count - removedNulls);
        Nulls -= removedNulls;
        Count = count;
    }

    /// <summary>Removes some of the last rows.</summary>
    /// <param name="start">The first of these rows.</param>
    /// <param name="isKept">For each of these rows, whether it stays.</param>
    public void Keep(int start, ReadOnlySpan<bool> isKept)
    {
        if (start + isKept.Length != Count)
        {
            throw new ArgumentException("The rows are not the last ones.", nameof(isKept));
        }

        var nulls = Nulls == 0 ? 0 : levels.AsSpan(start, isKept.Length).Count((short)0);
        // With nulls, there are fewer values than rows.
        var value = ValueCount - isKept.Length + nulls;
        var (nextRow, nextValue, removedNulls) = (start, value, 0);
        for (var row = 0; row < isKept.Length; row++)
        {
            var level = nulls == 0 ? (short)1 : levels[start + row];
            if (!isKept[row])
            {
                removedNulls += 1 - level;
            }
            else
            {
                if (nulls > 0)
                {
                    levels[nextRow] = level;
                }

                nextRow++;
                if (level == 1)
                {
                    MoveValue(value, nextValue++);
                }
            }

            value += level;
        }

        if (nulls > 0)
        {
            levels.AsSpan(nextRow, Count - nextRow).Fill(1);
        }

        RemoveValues(value - nextValue);
        (Count, Nulls) = (nextRow, Nulls - removedNulls);
    }

    /// <summary>Removes all rows, and keeps the memory for the next.</summary>
    public virtual void Clear() => Truncate(0);

    /// <summary>The statistics for the log. Called once, after the last row of the chunk.</summary>
    internal abstract ColumnStatistics Statistics();

    /// <summary>Writes some of the rows as the column of a row group.</summary>
    internal void Write(ColumnWriter target, WriteBuffers buffers, int row, int rows)
    {
        var value = ValuesIn(0, row);
        while (rows > 0)
        {
            var taken = RowsAtOnce(row, Math.Min(rows, WrittenRows.MostRows), value);
            var count = ValuesIn(row, taken);
            var present = Nulls == 0 ? buffers.AllPresent.AsSpan(0, taken) : levels.AsSpan(row, taken);
            WriteValues(new WrittenRows(target, taken, Field.IsOptional ? present : default, buffers), value, count);
            (row, rows, value) = (row + taken, rows - taken, value + count);
        }
    }

    /// <summary>Adds the bytes of each row's value to the row's total, if values have a variable size.</summary>
    internal void AddBytes(Span<long> rows)
    {
        var value = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            if (Nulls == 0 || levels[row] == 1)
            {
                rows[row] += BytesOf(value++);
            }
        }
    }

    /// <summary>Counts one row that has a value; the caller stores the value.</summary>
    private protected void MarkValue()
    {
        if (levels.Length > 0)
        {
            // Most rows have values, so new levels are 1 already.
            EnsureLevel(Count);
        }

        Count++;
    }

    /// <summary>Writes some of the values.</summary>
    private protected abstract void WriteValues(WrittenRows rows, int value, int count);

    /// <summary>The number of the next values to write at once; at least one.</summary>
    private protected virtual int Fitting(int value, int count) => count;

    /// <summary>The same for values of variable size; at least one.</summary>
    private protected int FittingBytes(int value, int count)
    {
        var left = (long)WrittenRows.MostBytes;
        for (var fitting = 0; fitting < count; fitting++)
        {
            left -= BytesOf(value + fitting);
            if (left < 0)
            {
                return Math.Max(1, fitting);
            }
        }

        return count;
    }

    /// <summary>The bytes of a value of variable size.</summary>
    private protected virtual int BytesOf(int value) => 0;

    /// <summary>Removes the last values. Called before the counts change.</summary>
    private protected abstract void RemoveValues(int count);

    /// <summary>Moves a value to the place of an earlier one that was removed.</summary>
    private protected abstract void MoveValue(int from, int to);

    private int ValuesIn(int row, int rows) => Nulls == 0 ? rows : levels.AsSpan(row, rows).Count((short)1);

    /// <summary>The number of rows before the first row whose value does not fit.</summary>
    private int RowsAtOnce(int row, int rows, int value)
    {
        var values = ValuesIn(row, rows);
        var fitting = values == 0 ? 0 : Fitting(value, values);
        if (fitting == values || Nulls == 0)
        {
            return fitting == values ? rows : fitting;
        }

        var next = row;
        for (; fitting >= 0; next++)
        {
            fitting -= levels[next];
        }

        return next - 1 - row;
    }

    private void EnsureLevel(int row)
    {
        if (row >= levels.Length)
        {
            var old = levels.Length;
            Array.Resize(ref levels, Math.Max(row + 1, old * 2));
            levels.AsSpan(old).Fill(1);
        }
    }

    private static ValueColumn<T> Of<T>(ContractColumn column)
        where T : struct, IComparable<T> => new(PartSchema.Field(column), !column.IsRestricted);
}

using DataShare.Schemas;
using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>
/// The values of one column of a chunk of rows, filled by a gate and written as one column of a Parquet row
/// group. Not thread-safe: one thread fills or writes it at a time.
/// </summary>
public abstract class ColumnBuffer
{
    private int[] definitionLevels = [];
    private int nulls;

    private protected ColumnBuffer(DataField field) => Field = field;

    public string Name => Field.Name;

    /// <summary>Rows appended, nulls included.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that values of no fixed size take.</summary>
    public virtual long PayloadBytes => 0;

    internal DataField Field { get; }

    private protected int ValueCount => Count - nulls;

    public static ColumnBuffer For(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.String or ColumnKind.Uuid => new TextColumn(PartSchema.Field(column), HasBounds(column)),
        ColumnKind.Binary => new BinaryColumn(PartSchema.Field(column)),
        ColumnKind.Int8 => Of<sbyte>(column),
        ColumnKind.Int16 => Of<short>(column),
        ColumnKind.Int32 => Of<int>(column),
        ColumnKind.Int64 => Of<long>(column),
        ColumnKind.Double => Of<double>(column),
        ColumnKind.Boolean => Of<bool>(column),
        ColumnKind.Date => Of<DateOnly>(column),
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => Of<DateTime>(column),
        ColumnKind.Decimal when PartSchema.IsWide(column.Type) => new WideDecimalColumn(PartSchema.Field(column), column.Type),
        ColumnKind.Decimal => Of<decimal>(column),
        _ => throw new InvalidOperationException($"Column '{column.Name}' has the unknown type {column.Type}."),
    };

    public void AppendNull()
    {
        MarkRow(0);
        nulls++;
    }

    /// <summary>Takes back the rows after the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        if (count == Count)
        {
            return;
        }

        var removed = definitionLevels.AsSpan(count, Count - count);
        var removedNulls = nulls == 0 ? 0 : removed.Count(0);
        RemoveValues(removed.Length - removedNulls);
        nulls -= removedNulls;
        removed.Fill(1);
        Count = count;
    }

    /// <summary>Takes some of the last rows out.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="isKept">For each of them whether it stays.</param>
    public void Keep(int start, ReadOnlySpan<bool> isKept)
    {
        var levels = definitionLevels.AsSpan(start, Count - start);
        if (levels.Length != isKept.Length)
        {
            throw new ArgumentException("The rows are not the last ones.", nameof(isKept));
        }

        // Values stand closer than rows do where there are nulls.
        var value = ValueCount - levels.Length + levels.Count(0);
        var (nextRow, nextValue) = (0, value);
        for (var row = 0; row < isKept.Length; row++)
        {
            var level = levels[row];
            if (isKept[row])
            {
                levels[nextRow++] = level;
                if (level == 1)
                {
                    MoveValue(value, nextValue++);
                }
            }
            else if (level == 0)
            {
                nulls--;
            }

            value += level;
        }

        Count = start + nextRow;
        levels[nextRow..].Fill(1);
        ForgetValues(value - nextValue);
    }

    /// <summary>Takes back all rows, keeping the memory for the next.</summary>
    public virtual void Clear() => Truncate(0);

    /// <summary>What the values were, for the log. Called once, after the last row of the chunk.</summary>
    internal abstract ColumnStatistics Statistics();

    /// <param name="field">The column in the file's own schema, to which the library ties it.</param>
    internal abstract Task WriteAsync(ParquetRowGroupWriter writer, DataField field, CancellationToken cancellationToken);

    private protected int Nulls => nulls;

    /// <summary>Counts one row that has a value; the caller stores the value.</summary>
    private protected void MarkValue() => MarkRow(1);

    private protected Task WriteValuesAsync<T>(
        ParquetRowGroupWriter writer, DataField field, ReadOnlyMemory<T> values, CancellationToken cancellationToken)
        where T : struct =>
        field.IsNullable
            ? writer.WriteAllPartsAsync(field, values, definitionLevels.AsMemory(0, Count), null, cancellationToken)
            : writer.WriteAsync(field, values, null, null, cancellationToken);

    private protected abstract void RemoveValues(int count);

    /// <summary>Puts a value in the place of an earlier one that is taken out.</summary>
    private protected abstract void MoveValue(int from, int to);

    /// <summary>Forgets values behind the last one that is counted.</summary>
    private protected virtual void ForgetValues(int count)
    {
        // What is not counted is overwritten.
    }

    private void MarkRow(int level)
    {
        if (Count == definitionLevels.Length)
        {
            var old = definitionLevels.Length;
            Array.Resize(ref definitionLevels, Math.Max(1024, old * 2));
            // Rows mostly have values, so the level 1 is there before its row is.
            definitionLevels.AsSpan(old).Fill(1);
        }

        if (level == 0)
        {
            definitionLevels[Count] = 0;
        }

        Count++;
    }

    /// <summary>Nobody has said what is in rescued values, so none of them is shown in the log.</summary>
    private static bool HasBounds(ContractColumn column) => !column.IsRestricted && column != DataContract.RescuedColumn;

    private static ValueColumn<T> Of<T>(ContractColumn column)
        where T : struct, IComparable<T> => new(PartSchema.Field(column), !column.IsRestricted);
}

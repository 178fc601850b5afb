namespace DataShare.Lake;

/// <summary>The values of a column in a row group, read from front to back.</summary>
public interface IParquetValues : IDisposable
{
    int Rows { get; }
}

/// <summary>Values of one CLR type.</summary>
public abstract class ParquetValues<T> : IParquetValues
    where T : struct
{
    public abstract int Rows { get; }

    /// <summary>Moves to the next row; false when its value is null.</summary>
    public abstract bool Next(out T next);

    public abstract void Dispose();
}

/// <summary>Values that were converted one by one.</summary>
internal sealed class ConvertedValues<T> : ParquetValues<T>
    where T : struct
{
    private readonly T[] values;
    private readonly bool[] present;
    private int next;
    private int nextValue;

    /// <param name="rows">The number of rows of the row group; the reader is at its beginning.</param>
    /// <param name="convert">Converts the value at an index of a batch.</param>
    public ConvertedValues(ParquetColumnReader reader, int rows, Func<ParquetBatch, int, T> convert)
    {
        (values, present) = (new T[rows], new bool[rows]);
        var value = 0;
        for (var row = 0; row < rows;)
        {
            var batch = reader.Read(Math.Min(rows - row, ParquetLimits.RowsAtOnce));
            for (var i = 0; i < batch.Values; i++)
            {
                values[value++] = convert(batch, i);
            }

            var marks = present.AsSpan(row, batch.Rows);
            marks.Fill(true);
            batch.Present.CopyTo(marks);
            row += batch.Rows;
        }
    }

    public override int Rows => present.Length;

    public override bool Next(out T value)
    {
        var isThere = present[next++];
        value = isThere ? values[nextValue++] : default;
        return isThere;
    }

    public override void Dispose()
    {
        // The file is not kept open.
    }
}

namespace DataShare.Lake;

/// <summary>The values of a column in a row group, taken from front to back.</summary>
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
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public abstract bool Next(out T next);

    public abstract void Dispose();
}

/// <summary>Values converted one by one.</summary>
/// <param name="rows">Of the row group.</param>
/// <param name="rowsAtOnce">Rows that are decoded together; the first of them at once.</param>
/// <param name="convert">Makes the value at a place of a batch.</param>
internal sealed class BatchValues<T>(ParquetColumnReader reader, int rows, int rowsAtOnce, Func<ParquetBatch, int, T> convert) : ParquetValues<T>
    where T : struct
{
    private ParquetBatch batch = reader.Read(Math.Min(rows, rowsAtOnce));
    private int row;
    private int value;

    public override int Rows => rows;

    public override bool Next(out T next)
    {
        if (row == batch.Rows)
        {
            batch = reader.Read(rowsAtOnce);
            (row, value) = (0, 0);
        }

        var isNull = batch.IsNull(row++);
        next = isNull ? default : convert(batch, value++);
        return !isNull;
    }

    public override void Dispose()
    {
        // The file is whose it was.
    }
}

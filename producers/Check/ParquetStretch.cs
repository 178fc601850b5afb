using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// The rows of one column that are read together with the same rows of the other columns, whose batches end elsewhere.
/// </summary>
internal sealed class ParquetStretch(ParquetColumnReader reader)
{
    private const int BatchRows = 2048;

    /// <summary>The most bytes of text and binary values that are read together.</summary>
    private const long StretchBytes = 4L << 20;

    private int first;
    private int next;
    private int nextValue;
    private long batchBytes;

    public ParquetBatch Batch { get; private set; } = reader.Read(0);

    /// <summary>The place in the batch of the first value of the rows.</summary>
    public int FirstValue { get; private set; }

    /// <summary>The number of rows that can be read now: at least one, at most as many as wanted.</summary>
    public int Ready(int wanted)
    {
        if (next == Batch.Rows)
        {
            Batch = reader.Read(BatchRows);
            (next, nextValue) = (0, 0);
            batchBytes = Batch.TotalBytes();
            if (Batch.Rows == 0)
            {
                throw new InvalidDataException($"it is not readable as Parquet: column '{Batch.Column.Name}' has fewer rows than the others");
            }
        }

        var rows = Math.Min(wanted, Batch.Rows - next);
        return batchBytes <= StretchBytes ? rows : Fitting(rows);
    }

    /// <summary>Bytes of the rows' text and binary values, estimated as their share of the batch.</summary>
    public long TextBytes => Batch.Rows == 0 ? 0 : batchBytes * (next - first) / Batch.Rows;

    /// <summary>Advances by so many rows.</summary>
    public void Take(int rows)
    {
        (first, FirstValue) = (next, nextValue);
        next += rows;
        nextValue += Batch.ValuesIn(first, rows);
    }

    public bool IsNull(int row) => Batch.IsNull(first + row);

    /// <summary>The value of a row as a text; null when it is null.</summary>
    public string? Text(int row) => IsNull(row) ? null : ParquetText.Of(Batch, Batch.ValueOf(first + row));

    private int Fitting(int rows)
    {
        var bytes = 0L;
        var value = nextValue;
        for (var row = 0; row < rows; row++)
        {
            bytes += Batch.IsNull(next + row) ? 0 : Batch.Bytes(value++).Length;
            if (bytes > StretchBytes)
            {
                return Math.Max(1, row);
            }
        }

        return rows;
    }
}

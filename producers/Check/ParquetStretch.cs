using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// The rows of a file's column that are taken together with those of the other columns, whose batches end elsewhere.
/// </summary>
internal sealed class ParquetStretch(ParquetColumnReader reader)
{
    private const int BatchRows = 2048;

    /// <summary>Bytes of the text and binary values that are taken together.</summary>
    private const long StretchBytes = 4L << 20;

    private int first;
    private int next;
    private int nextValue;
    private long batchBytes;

    public ParquetBatch Batch { get; private set; } = reader.Read(0);

    /// <summary>The place in the batch of the first value of the rows.</summary>
    public int FirstValue { get; private set; }

    /// <summary>How many rows can be taken, of as many as wanted; at least one.</summary>
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

    /// <summary>Bytes of the text and binary values of the rows: of a part of a batch its share.</summary>
    public long TextBytes => Batch.Rows == 0 ? 0 : batchBytes * (next - first) / Batch.Rows;

    /// <summary>Goes on by as many rows.</summary>
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

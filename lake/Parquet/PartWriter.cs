namespace DataShare.Lake;

/// <summary>
/// Writes one Parquet file of a table. If it is disposed without <see cref="CompleteAsync"/>, the file is removed. Readers
/// do not see the file until a commit contains it; only the commit flushes it to disk.
/// </summary>
public sealed class PartWriter : IAsyncDisposable
{
    /// <summary>The maximum number of rows in a row group: DuckDB's own size, so that one thread reads one row group.</summary>
    public const int RowsPerGroup = 122_880;

    /// <summary>Bytes of a row group's values of fixed size: with several hundred columns, it has fewer rows.</summary>
    public const long FixedBytesPerGroup = 32L << 20;

    /// <summary>Bytes of a row group's text and binary values, unless one row has more.</summary>
    public const long BytesPerGroup = 16L << 20;

    private readonly string path;
    private readonly Dictionary<string, ColumnStatistics> statistics = [];
    private ParquetOutput? output;
    private long rows;
    private bool complete;

    /// <param name="path">The final path in the table's folder; an existing file is overwritten.</param>
    public PartWriter(string path) => this.path = path;

    public string Name => Path.GetFileName(path);

    /// <summary>Bytes written so far.</summary>
    public long Bytes => output?.Bytes ?? 0;

    /// <summary>Writes all rows of the chunk, as one row group or several.</summary>
    public async Task WriteAsync(RowChunk chunk, CancellationToken cancellationToken)
    {
        var columns = chunk.All;
        if (output is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            output = await ParquetOutput.CreateAsync(path, columns, cancellationToken);
        }

        await output.WriteAsync(columns, cancellationToken);
        foreach (var column in columns)
        {
            Add(column.Name, column.Statistics());
        }

        rows += chunk.Rows;
    }

    /// <summary>Completes the file and returns its facts for the commit.</summary>
    public async Task<TablePart> CompleteAsync()
    {
        if (output is null)
        {
            throw new InvalidOperationException($"Part {Name} has no rows: a part without rows is not written.");
        }

        var bytes = await output.CompleteAsync();
        complete = true;
        return new TablePart(Name, bytes, rows, statistics) { Hash = output.Hash };
    }

    public async ValueTask DisposeAsync()
    {
        if (complete || output is null)
        {
            return;
        }

        await output.DisposeAsync();
        File.Delete(path);
    }

    private void Add(string column, ColumnStatistics group)
    {
        statistics[column] = statistics.TryGetValue(column, out var sofar)
            ? StatisticsMerge.Of(sofar, group)
            : group;
    }
}

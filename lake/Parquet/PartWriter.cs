using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>
/// Writes one Parquet file of a table, a row group a chunk. Without <see cref="CompleteAsync"/> the file is
/// removed. The file is not visible to readers until a commit names it, and not flushed to disk until then.
/// </summary>
public sealed class PartWriter : IAsyncDisposable
{
    /// <summary>Rows of a row group; DuckDB's own group size, so that one is read by one thread.</summary>
    public const int RowsPerGroup = 122_880;

    private readonly string path;
    private readonly Dictionary<string, ColumnStatistics> statistics = [];
    private FileStream? file;
    private ParquetSchema? schema;
    private ParquetWriter? writer;
    private long rows;
    private bool complete;

    /// <param name="path">The final path in the table's folder; what is there is overwritten.</param>
    public PartWriter(string path) => this.path = path;

    public string Name => Path.GetFileName(path);

    /// <summary>Bytes written so far.</summary>
    public long Bytes => file?.Length ?? 0;

    /// <summary>Writes all rows of the chunk as one row group.</summary>
    public async Task WriteAsync(RowChunk chunk, CancellationToken cancellationToken)
    {
        writer ??= await OpenAsync(chunk, cancellationToken);
        using var group = writer.CreateRowGroup();
        foreach (var (column, field) in chunk.All.Zip(schema!.DataFields))
        {
            await column.WriteAsync(group, field, cancellationToken);
            Add(column.Name, column.Statistics());
        }

        group.CompleteValidate();
        rows += chunk.Rows;
    }

    /// <summary>Ends the file and tells what a commit needs to know of it.</summary>
    public async Task<TablePart> CompleteAsync()
    {
        if (writer is null || file is null)
        {
            throw new InvalidOperationException($"Part {Name} has no rows: a part without rows is not written.");
        }

        await writer.DisposeAsync();
        writer = null;
        await file.FlushAsync();
        var bytes = file.Length;
        await file.DisposeAsync();
        complete = true;
        return new TablePart(Name, bytes, rows, statistics);
    }

    public async ValueTask DisposeAsync()
    {
        if (complete || file is null)
        {
            return;
        }

        if (writer is not null)
        {
            await writer.DisposeAsync();
        }

        await file.DisposeAsync();
        File.Delete(path);
    }

    private async Task<ParquetWriter> OpenAsync(RowChunk chunk, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Snappy,
            CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
            // Few distinct values show in the first thousand; a column of all different ones is not scanned whole.
            DictionaryEncodingSampleSize = 1024,
        };
        foreach (var column in chunk.All)
        {
            if (column is TextColumn)
            {
                options.ColumnEncodingHints[column.Name] = EncodingHint.Dictionary;
            }
        }

        options.ColumnEncodingHints[PartSchema.SourceRowColumn] = EncodingHint.DeltaBinaryPacked;
        schema = new ParquetSchema(chunk.All.Select(c => (Field)c.Field));
        return await ParquetWriter.CreateAsync(schema, file, options, cancellationToken: cancellationToken);
    }

    private void Add(string column, ColumnStatistics group)
    {
        statistics[column] = statistics.TryGetValue(column, out var sofar)
            ? StatisticsMerge.Of(sofar, group)
            : group;
    }
}

using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>
/// Writes a Parquet file of any columns, a row group at a time. Without <see cref="CompleteAsync"/> what is there of
/// the file has no end, and nobody can read it. For one caller.
/// </summary>
public sealed class ParquetOutput : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly ParquetSchema schema;
    private readonly ParquetWriter writer;

    private ParquetOutput(FileStream file, ParquetSchema schema, ParquetWriter writer) =>
        (this.file, this.schema, this.writer) = (file, schema, writer);

    /// <summary>Bytes written so far.</summary>
    public long Bytes => file.Length;

    /// <param name="path">In a folder that is there; a file that is there is overwritten.</param>
    /// <param name="columns">What each row group will have, in this order; of other names each.</param>
    public static async Task<ParquetOutput> CreateAsync(
        string path, IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        try
        {
            var schema = new ParquetSchema(columns.Select(c => (Field)c.Field));
            var writer = await ParquetWriter.CreateAsync(schema, file, Options(columns), cancellationToken: cancellationToken);
            return new ParquetOutput(file, schema, writer);
        }
        catch
        {
            await file.DisposeAsync();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes all rows of the columns as one row group; each column has as many.</summary>
    public async Task WriteAsync(IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        foreach (var (column, field) in columns.Zip(schema.DataFields))
        {
            await column.WriteAsync(group, field, cancellationToken);
        }

        group.CompleteValidate();
    }

    /// <summary>Ends the file; it is not flushed to disk.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<long> CompleteAsync()
    {
        await writer.DisposeAsync();
        await file.FlushAsync();
        var bytes = file.Length;
        await file.DisposeAsync();
        return bytes;
    }

    /// <summary>The library's writer is not disposed: it would end the file.</summary>
    public ValueTask DisposeAsync() => file.DisposeAsync();

    private static ParquetOptions Options(IEnumerable<ColumnBuffer> columns)
    {
        var options = new ParquetOptions
        {
            CompressionMethod = CompressionMethod.Snappy,
            CompressionLevel = System.IO.Compression.CompressionLevel.Fastest,
            // Few distinct values show in the first thousand; a column of all different ones is not scanned whole.
            DictionaryEncodingSampleSize = 1024,
        };
        foreach (var column in columns)
        {
            EncodingHint? hint = column switch
            {
                TextColumn => EncodingHint.Dictionary,
                ValueColumn<long> { Name: PartSchema.SourceRowColumn } => EncodingHint.DeltaBinaryPacked,
                _ => null,
            };
            if (hint is { } encoding)
            {
                options.ColumnEncodingHints[column.Name] = encoding;
            }
        }

        return options;
    }
}

using System.Runtime.ExceptionServices;
using DataShare.Schemas;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace DataShare.Lake;

/// <summary>
/// Writes a Parquet file in row groups and pages of bounded size. Pages are compressed with Snappy and have checksums. Without
/// <see cref="CompleteAsync"/>, the file has no footer and cannot be read. For one caller.
/// </summary>
public sealed class ParquetOutput : IAsyncDisposable
{
    /// <summary>
    /// The approximate size of a page. Readers hold whole pages in memory; DuckDB's buffer has the next power of two. Together with
    /// the rows that are written last, a page has at most 1 MiB.
    /// </summary>
    private const int PageBytes = (1 << 20) - WrittenRows.MostBytes;

    /// <summary>The file's own statistics omit longer bounds.</summary>
    private const int BoundBytes = 64;

    private readonly HashedFile file;
    private readonly WriteBuffers buffers = new();
    private ManagedOutputStream? stream;
    private ParquetFileWriter? writer;

    private ParquetOutput(string path) => file = new HashedFile(path);

    /// <summary>Bytes written so far.</summary>
    public long Bytes => file.Length;

    /// <summary>The hash of the whole file; null until it is complete.</summary>
    public ContentHash? Hash { get; private set; }

    /// <summary>The maximum number of rows in a row group of such columns.</summary>
    public static int RowsPerGroup(IReadOnlyList<ColumnBuffer> columns) => RowGroupCut.MostRows(columns);

    /// <param name="path">Its folder must exist; an existing file is overwritten.</param>
    /// <param name="columns">
    /// The columns of each row group, in this order, with unique names. A text column that has a dictionary now has dictionaries in
    /// the whole file.
    /// </param>
    public static async Task<ParquetOutput> CreateAsync(
        string path, IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var output = new ParquetOutput(path);
        try
        {
            output.Open(columns);
            return output;
        }
        catch
        {
            await output.DisposeAsync();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes all rows of the columns, which have equal counts, as one row group, or as several if they are large.</summary>
    public Task WriteAsync(IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        if (columns.FirstOrDefault(c => c.Count != columns[0].Count) is { } odd)
        {
            throw new InvalidOperationException($"Column '{odd.Name}' has {CountText.Of(odd.Count, "row")}, the first one has {columns[0].Count}.");
        }

        foreach (var (row, rows) in RowGroupCut.Of(columns))
        {
            Try(() => Write(columns, row, rows, cancellationToken));
        }

        return Task.CompletedTask;
    }

    /// <summary>Completes the file. Does not flush it to disk.</summary>
    /// <returns>The size of the file in bytes.</returns>
    public async Task<long> CompleteAsync()
    {
        Try(writer!.Close);
        Hash = file.TakeHash();
        await DisposeAsync();
        return Bytes;
    }

    public async ValueTask DisposeAsync()
    {
        // The library's writer writes a footer on disposal, even if rows are missing.
        file.GiveUp();
        writer?.Dispose();
        stream?.Dispose();
        await file.DisposeAsync();
    }

    private void Open(IReadOnlyList<ColumnBuffer> columns)
    {
        stream = new ManagedOutputStream(file, leaveOpen: true);
        Node[] nodes = [.. columns.Select(c => c.Field.Node())];
        using var schema = new GroupNode("root", Repetition.Required, nodes);
        using var properties = Properties(columns);
        Try(() => writer = new ParquetFileWriter(stream, schema, properties));
        Array.ForEach(nodes, n => n.Dispose());
    }

    private void Write(IReadOnlyList<ColumnBuffer> columns, int row, int rows, CancellationToken cancellationToken)
    {
        using var group = writer!.AppendRowGroup();
        foreach (var column in columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var target = group.NextColumn();
            column.Write(target, buffers, row, rows);
        }
    }

    /// <summary>If writing to the file failed, throws the original exception.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ParquetException) when (file.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(file.Failure);
        }
    }

    private static WriterProperties Properties(IReadOnlyList<ColumnBuffer> columns)
    {
        using var builder = new WriterPropertiesBuilder();
        // The library's own pool does not return memory: 60 to 100 MiB more at the peak of a drop.
        builder.MemoryPool(MemoryPool.SystemMemoryPool())
            .CreatedBy("DataShare version 1.0.0 (build 1)").Compression(Compression.Snappy).EnablePageChecksum()
            .DataPagesize(PageBytes).MaxRowGroupLength(PartWriter.RowsPerGroup).SetMaxStatisticsSize(BoundBytes).DisableDictionary();
        foreach (var column in columns)
        {
            if (column.HasDictionary)
            {
                builder.EnableDictionary(column.Name);
            }

            if (!column.Field.HasBounds)
            {
                builder.DisableStatistics(column.Name);
            }

            if (column.Field.IsAscending)
            {
                builder.Encoding(column.Name, ParquetSharp.Encoding.DeltaBinaryPacked);
            }
        }

        return builder.Build();
    }
}

using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// An untrusted Parquet file, read column by column. Every fault of the file is an <see cref="InvalidDataException"/> that
/// describes it, and is found in bounded time and memory.
/// </summary>
public sealed class ParquetInput : IAsyncDisposable
{
    private readonly Dictionary<ParquetInputColumn, bool> hasValues = [];
    private readonly List<ParquetColumnReader> readers = [];
    private readonly SafeFileHandle file;
    private readonly FileFooter footer;
    private readonly ColumnRows columns;

    private ParquetInput(SafeFileHandle file, FileFooter footer, ColumnRows columns) =>
        (this.file, this.footer, this.columns) = (file, footer, columns);

    /// <summary>The top-level columns, in the file's order.</summary>
    public IReadOnlyList<ParquetInputColumn> Columns => footer.Columns;

    /// <summary>The key-value metadata in the footer.</summary>
    public IReadOnlyDictionary<string, string> Metadata => footer.Metadata;

    public int RowGroups => footer.RowGroups;

    /// <param name="spillFolder">
    /// The folder for spilled rows, if the pages of all columns together are too large for memory. Nothing remains in it. Null to
    /// hold all pages in memory.
    /// </param>
    /// <exception cref="InvalidDataException">The file is not readable as Parquet.</exception>
    public static Task<ParquetInput> OpenAsync(string path, string? spillFolder, CancellationToken cancellationToken) =>
        OpenAsync(path, spillFolder, ParquetLimits.SharedBytes, cancellationToken);

    /// <param name="sharedBytes">The memory for the pages of all columns together.</param>
    internal static async Task<ParquetInput> OpenAsync(string path, string? spillFolder, long sharedBytes, CancellationToken cancellationToken)
    {
        var file = Open(path);
        try
        {
            var footer = await FooterPlace.ReadAsync(file, cancellationToken);
            var spill = spillFolder is null ? null : new SpillFile(spillFolder);
            return new ParquetInput(file, footer, new ColumnRows(file, footer, spill, sharedBytes));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public long Rows(int group) => footer.Rows(group);

    /// <summary>Reads a column from the file's first row to its last. One caller can read several columns in turn.</summary>
    /// <param name="onSpilled">Called with the number of bytes of each batch that is spilled to disk.</param>
    public ParquetColumnReader Read(ParquetInputColumn column, Action<long>? onSpilled = null)
    {
        columns.AddColumn();
        return Reader(column, 0, isAlone: false, onSpilled);
    }

    /// <summary>The same, if no other column is read at the same time.</summary>
    public ParquetColumnReader ReadAlone(ParquetInputColumn column) => Reader(column, 0, isAlone: true);

    /// <summary>Whether any row has a value in the column. Reads to the first value, or to the end if there is none.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public bool HasValues(ParquetInputColumn column)
    {
        if (!hasValues.TryGetValue(column, out var has))
        {
            var reader = ReadAlone(column);
            ParquetBatch batch;
            do
            {
                batch = reader.Read(ParquetLimits.RowsAtOnce);
                has = batch.Values > 0;
            }
            while (!has && batch.Rows > 0);
            reader.Close();
            hasValues.Add(column, has);
        }

        return has;
    }

    /// <summary>Reads all values of a column in a row group.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public IParquetValues Read(int group, ParquetInputColumn column)
    {
        var reader = Reader(column, group, isAlone: true);
        try
        {
            return ClrValues.Of(reader, column, footer.Rows(group));
        }
        finally
        {
            reader.Close();
            readers.Remove(reader);
        }
    }

    public ValueTask DisposeAsync()
    {
        readers.ForEach(r => r.Close());
        columns.Dispose();
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ParquetDamage.Of(e.Message.TrimEnd('.'), e);
        }
    }

    private ParquetColumnReader Reader(ParquetInputColumn column, int group, bool isAlone, Action<long>? onSpilled = null)
    {
        if (column.Leaf < 0)
        {
            throw new InvalidOperationException($"Column '{column.Name}' is {column.Description}.");
        }

        var reader = new ParquetColumnReader(columns, column, group, isAlone, onSpilled);
        readers.Add(reader);
        return reader;
    }
}

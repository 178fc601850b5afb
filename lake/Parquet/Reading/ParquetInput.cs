using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// A Parquet file that somebody else wrote, read column by column. Every fault of the file is an
/// <see cref="InvalidDataException"/> that says what is wrong with it, and is found in bounded time and memory.
/// </summary>
public sealed class ParquetInput : IAsyncDisposable
{
    /// <summary>Of pages whose rows are read together.</summary>
    private const long BatchPagesBytes = 8L << 20;

    private const int RowsAtOnce = 2048;

    private readonly Dictionary<ParquetInputColumn, bool> hasValues = [];
    private readonly SafeFileHandle file;
    private readonly FileFooter footer;
    private readonly SpillFile? spill;
    private readonly PageMemory memory;

    private ParquetInput(SafeFileHandle file, FileFooter footer, SpillFile? spill, long sharedBytes)
    {
        (this.file, this.footer, this.spill) = (file, footer, spill);
        memory = new PageMemory(spill, sharedBytes);
    }

    /// <summary>The top-level columns, in the file's order.</summary>
    public IReadOnlyList<ParquetInputColumn> Columns => footer.Columns;

    /// <summary>What the file's writer noted in it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => footer.Metadata;

    public int RowGroups => footer.RowGroups;

    /// <param name="spillFolder">
    /// Where pages that are too large to be held for all columns at once wait for their rows; null where there are none.
    /// Nothing is left there.
    /// </param>
    /// <exception cref="InvalidDataException">The file is not readable as Parquet.</exception>
    public static Task<ParquetInput> OpenAsync(string path, string? spillFolder, CancellationToken cancellationToken) =>
        OpenAsync(path, spillFolder, ParquetLimits.SharedBytes, cancellationToken);

    /// <param name="sharedBytes">Of the pages that are held for all columns at once.</param>
    internal static async Task<ParquetInput> OpenAsync(string path, string? spillFolder, long sharedBytes, CancellationToken cancellationToken)
    {
        var file = Open(path);
        try
        {
            var footer = await FooterPlace.ReadAsync(file, cancellationToken);
            return new ParquetInput(file, footer, spillFolder is null ? null : new SpillFile(spillFolder), sharedBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public long Rows(int group) => footer.Rows(group);

    /// <summary>A column from the file's first row to its last. Several may be read in turn, by one caller.</summary>
    public ParquetColumnReader Read(ParquetInputColumn column)
    {
        memory.AddColumn();
        return Reader(column, 0, memory, BatchPagesBytes);
    }

    /// <summary>The same for a column that no other is read beside.</summary>
    public ParquetColumnReader ReadAlone(ParquetInputColumn column) => Reader(column, 0, new PageMemory(null), BatchPagesBytes);

    /// <summary>Whether a row has a value in the column. Reads up to the first one, of a column without any to its end.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public bool HasValues(ParquetInputColumn column)
    {
        if (!hasValues.TryGetValue(column, out var has))
        {
            var reader = ReadAlone(column);
            ParquetBatch batch;
            do
            {
                batch = reader.Read(RowsAtOnce);
                has = batch.Values > 0;
            }
            while (!has && batch.Rows > 0);
            hasValues.Add(column, has);
        }

        return has;
    }

    /// <summary>The values of a column in a row group.</summary>
    /// <param name="rowsAtOnce">
    /// Rows that are decoded together. The first of them now, the others while values are taken, for which the file must
    /// stay open; all of them by default.
    /// </param>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public IParquetValues Read(int group, ParquetInputColumn column, int rowsAtOnce = int.MaxValue) =>
        ClrValues.Of(Reader(column, group, new PageMemory(null), rowsAtOnce == int.MaxValue ? long.MaxValue : BatchPagesBytes), column, footer.Rows(group), rowsAtOnce);

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        spill?.Dispose();
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

    private ParquetColumnReader Reader(ParquetInputColumn column, int group, PageMemory bound, long mostHeldBytes) => column.Leaf >= 0
        ? new ParquetColumnReader(file, footer, column, bound, group, mostHeldBytes)
        : throw new InvalidOperationException($"Column '{column.Name}' is {column.Description}.");
}

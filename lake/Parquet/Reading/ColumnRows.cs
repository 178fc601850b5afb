using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// Opens the rows of a file's columns. Columns that are read in turn share the memory for their pages. A column that needs more
/// than its share is read to the end of its row group at once and spilled to disk.
/// </summary>
/// <param name="spill">The file for spilled rows; null to hold all pages in memory.</param>
/// <param name="sharedBytes">The memory for the pages of all columns together.</param>
internal sealed class ColumnRows(SafeFileHandle file, FileFooter footer, SpillFile? spill, long sharedBytes) : IDisposable
{
    /// <summary>A share that is small enough for many thousand columns.</summary>
    private const long LeastShare = 32 << 10;

    private readonly PageCheck pages = new(file);
    private LibraryFile? library;
    private int columns;

    public int RowGroups => footer.RowGroups;

    public long Rows(int group) => footer.Rows(group);

    /// <summary>Adds a column that is read in turn with the others.</summary>
    public void AddColumn() => columns++;

    /// <param name="isAlone">Whether no other column is read at the same time.</param>
    /// <param name="onSpilled">Called with the number of bytes of each batch that is spilled.</param>
    /// <exception cref="InvalidDataException">The column's pages claim more than they can need, or are damaged.</exception>
    public IRowSource Open(int group, ParquetInputColumn column, bool isAlone, Action<long>? onSpilled)
    {
        var demands = pages.Of(column, footer.Chunk(group, column), footer.Rows(group));
        library ??= new LibraryFile(file);
        var rows = new LibraryRows(library, group, column, demands);
        if (isAlone || spill is null || demands.OpenBytes <= Math.Max(LeastShare, sharedBytes / Math.Max(1, columns)))
        {
            return rows;
        }

        using (rows)
        {
            return Spilled(rows, column, footer.Rows(group), onSpilled);
        }
    }

    public void Dispose()
    {
        library?.Dispose();
        spill?.Dispose();
    }

    private SpilledRows Spilled(LibraryRows rows, ParquetInputColumn column, long count, Action<long>? onSpilled)
    {
        var spilled = new SpilledRows(spill!, column);
        try
        {
            var batch = new ParquetBatch(column);
            for (var left = count; left > 0; left -= batch.Rows)
            {
                rows.Read(batch, (int)Math.Min(left, ParquetLimits.RowsAtOnce));
                var bytes = spilled.Add(batch);
                onSpilled?.Invoke(bytes);
            }

            return spilled;
        }
        catch
        {
            spilled.Dispose();
            throw;
        }
    }
}

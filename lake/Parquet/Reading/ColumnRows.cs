using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// Opens the rows of a file's columns. Those that are read in turn share the memory for their pages: a column with more than its
/// share is read to the end of its row group at once, and its rows wait on disk.
/// </summary>
/// <param name="spill">Where they wait; null where all pages are held in memory.</param>
/// <param name="sharedBytes">Of the pages of all columns together.</param>
internal sealed class ColumnRows(SafeFileHandle file, FileFooter footer, SpillFile? spill, long sharedBytes) : IDisposable
{
    /// <summary>A share that many thousand columns can have.</summary>
    private const long LeastShare = 32 << 10;

    private readonly PageCheck pages = new(file);
    private LibraryFile? library;
    private int columns;

    public int RowGroups => footer.RowGroups;

    public long Rows(int group) => footer.Rows(group);

    /// <summary>One more column is read in turn with the others.</summary>
    public void AddColumn() => columns++;

    /// <param name="isAlone">Whether no other column is read beside this one.</param>
    /// <param name="onSpilled">Told how many bytes go to disk, before the next ones do.</param>
    /// <exception cref="InvalidDataException">The column's pages ask for more than they can need, or are damaged.</exception>
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

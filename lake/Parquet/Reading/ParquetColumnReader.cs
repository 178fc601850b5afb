using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>
/// Reads one column from front to back, some rows at a time. No more than a page of it is in memory, and its
/// dictionary; where these are large beside those of other columns, some rows of them. What the file says of itself is never believed where it could cost memory or time. For one caller.
/// </summary>
public sealed class ParquetColumnReader
{
    private readonly FileFooter footer;
    private readonly ParquetInputColumn column;
    private readonly PageMemory memory;
    private readonly long mostHeldBytes;
    private readonly PageSource pages;
    private readonly ParquetBatch batch;
    private OpenPage? page;
    private int group;
    private long rowsInGroup;

    /// <param name="firstGroup">The row group that is read first.</param>
    /// <param name="mostHeldBytes">Bytes of pages after which a batch ends early, whatever it should have.</param>
    internal ParquetColumnReader(
        SafeFileHandle file, FileFooter footer, ParquetInputColumn column, PageMemory memory, int firstGroup, long mostHeldBytes)
    {
        (this.footer, this.column, this.memory, this.mostHeldBytes) = (footer, column, memory, mostHeldBytes);
        group = firstGroup - 1;
        pages = new PageSource(file, column, memory);
        batch = new ParquetBatch(column);
    }

    /// <summary>
    /// The next rows: as many as asked for, or fewer, of one row group; none behind the last one. The batch is the
    /// same every time.
    /// </summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged, or of a form that is not read.</exception>
    public ParquetBatch Read(int rows)
    {
        try
        {
            return ReadNext(rows);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or ArithmeticException)
        {
            // The last net: a decoder that damaged numbers led beyond a page.
            throw ParquetDamage.Of($"a page of column '{column.ShownName}' is damaged", e);
        }
    }

    private ParquetBatch ReadNext(int rows)
    {
        batch.Begin();
        pages.Release();
        if (rows == 0)
        {
            return batch;
        }

        while (rowsInGroup == 0)
        {
            if (group + 1 >= footer.RowGroups)
            {
                return batch;
            }

            group++;
            (rowsInGroup, page) = (footer.Rows(group), null);
            pages.Open(footer.Chunk(group, column), rowsInGroup);
        }

        for (var left = (int)Math.Min(rows, rowsInGroup); left > 0;)
        {
            if (page is not { Left: > 0 })
            {
                if (batch.Rows > 0 && pages.HeldBytes > Math.Min(mostHeldBytes, memory.Share))
                {
                    // The values before are in pages that have to be kept: enough of these.
                    break;
                }

                page = pages.Next(keep: batch.Values > 0);
                continue;
            }

            var taken = Math.Min(left, page.Left);
            page.Take(batch, taken);
            rowsInGroup -= taken;
            left -= taken;
        }

        return batch;
    }
}

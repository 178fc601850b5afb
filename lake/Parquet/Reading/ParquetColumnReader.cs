namespace DataShare.Lake;

/// <summary>
/// Reads one column from front to back, some rows at a time. At most one page and the dictionary are in memory. If they are
/// too large next to those of other columns, only some rows are. For one caller.
/// </summary>
public sealed class ParquetColumnReader
{
    private readonly ParquetInputColumn column;
    private readonly ColumnRows columns;
    private readonly bool isAlone;
    private readonly Action<long>? onSpilled;
    private readonly ParquetBatch batch;
    private IRowSource? source;
    private int group;
    private long rowsLeft;
    private long rowsRead;

    /// <param name="firstGroup">The row group that is read first.</param>
    /// <param name="isAlone">Whether no other column is read at the same time.</param>
    internal ParquetColumnReader(ColumnRows columns, ParquetInputColumn column, int firstGroup, bool isAlone, Action<long>? onSpilled)
    {
        (this.columns, this.column, this.isAlone, this.onSpilled, group) = (columns, column, isAlone, onSpilled, firstGroup - 1);
        batch = new ParquetBatch(column);
    }

    /// <summary>
    /// The next rows of one row group: as many as asked for, or fewer; none after the last row. If a caller always asks for the same
    /// number, batches begin at multiples of it again after a page that ended elsewhere. Returns the same batch every time.
    /// </summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged, or use an unsupported feature.</exception>
    public ParquetBatch Read(int rows)
    {
        batch.Clear();
        if (rows == 0)
        {
            return batch;
        }

        while (rowsLeft == 0)
        {
            Close();
            if (group + 1 >= columns.RowGroups)
            {
                return batch;
            }

            group++;
            (rowsLeft, rowsRead) = (columns.Rows(group), 0);
            if (rowsLeft > 0)
            {
                source = columns.Open(group, column, isAlone, onSpilled);
            }
        }

        source!.Read(batch, (int)Math.Min(rows - (rowsRead % rows), rowsLeft));
        rowsLeft -= batch.Rows;
        rowsRead += batch.Rows;
        return batch;
    }

    /// <summary>Releases the current row group.</summary>
    internal void Close()
    {
        source?.Dispose();
        source = null;
    }
}

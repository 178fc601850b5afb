namespace DataShare.Lake;

/// <summary>
/// Reads one column from front to back, some rows at a time. No more than a page of it is in memory, and its
/// dictionary; where these are large beside those of other columns, some rows of them. For one caller.
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
    /// <param name="isAlone">Whether no other column is read beside this one.</param>
    internal ParquetColumnReader(ColumnRows columns, ParquetInputColumn column, int firstGroup, bool isAlone, Action<long>? onSpilled)
    {
        (this.columns, this.column, this.isAlone, this.onSpilled, group) = (columns, column, isAlone, onSpilled, firstGroup - 1);
        batch = new ParquetBatch(column);
    }

    /// <summary>
    /// The next rows: as many as asked for, or fewer, of one row group; none behind the last one. Who asks for the same number
    /// each time gets batches that begin at its multiples again after a page ended elsewhere. The batch is the same every time.
    /// </summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged, or of a form that is not read.</exception>
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

    /// <summary>Reads no further.</summary>
    internal void Close()
    {
        source?.Dispose();
        source = null;
    }
}

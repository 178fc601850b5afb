namespace DataShare.Warehouse;

/// <summary>The decoded rows of a row group, read from the first to the last.</summary>
/// <param name="partRows">The number of rows in the whole part.</param>
/// <param name="rows">The number of rows in this group.</param>
internal sealed class PartGroup(CommitPart part, long partRows, long rows, PartColumn[] columns) : IDisposable
{
    private long row;

    public CommitPart Part => part;

    public long PartRows => partRows;

    /// <summary>Moves to the next row; false after the last one.</summary>
    /// <exception cref="WarehouseException">The row belongs to no drop of the commit.</exception>
    public bool MoveNext()
    {
        if (row == rows)
        {
            return false;
        }

        row++;
        try
        {
            foreach (var column in columns)
            {
                column.MoveNext();
            }
        }
        catch (InvalidDataException e)
        {
            throw part.Refused(e);
        }

        return true;
    }

    public bool IsNull(int column) => columns[column].IsNull;

    /// <summary>A value of the current row.</summary>
    /// <exception cref="InvalidDataException">The value is not of the contract's type; the message gives the reason.</exception>
    public object Value(int column) => columns[column].Value;

    public void Dispose()
    {
        foreach (var column in columns)
        {
            column.Dispose();
        }
    }
}

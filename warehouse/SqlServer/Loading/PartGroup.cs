namespace DataShare.Warehouse;

/// <summary>The decoded rows of a row group, taken from front to back.</summary>
/// <param name="partRows">Of the whole part.</param>
/// <param name="rows">Of this group.</param>
internal sealed class PartGroup(CommitPart part, long partRows, long rows, PartColumn[] columns) : IDisposable
{
    private long row;

    public CommitPart Part => part;

    public long PartRows => partRows;

    /// <summary>Goes to the next row; false behind the last.</summary>
    /// <exception cref="WarehouseException">The row is of no drop of the commit.</exception>
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

    /// <summary>Of the current row.</summary>
    /// <exception cref="InvalidDataException">The value is none of the contract's type; says why.</exception>
    public object Value(int column) => columns[column].Value;

    public void Dispose()
    {
        foreach (var column in columns)
        {
            column.Dispose();
        }
    }
}

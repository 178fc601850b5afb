using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// Rows on their way from the gate to a part: a buffer for each column of the contract, and for each row the
/// drop it came from. Filled by one thread, written by another, then reused.
/// </summary>
public sealed class RowChunk
{
    private readonly LoadIdColumn loadIds = new();
    private readonly ValueColumn<long> sourceRows = new(PartSchema.SourceRowField(), showBounds: true);

    private readonly ColumnBuffer[] sized;

    public RowChunk(DataContract contract)
    {
        Columns = [.. contract.LandedColumns.Select(ColumnBuffer.For)];
        sized = [.. Columns.Where(c => c is TextColumn or BinaryColumn)];
        All = [.. Columns, loadIds, sourceRows];
        RowsPerGroup = RowGroupCut.MostRows(All);
    }

    /// <summary>In the order of the contract; the one for rescued values, where there is one, is the last.</summary>
    public IReadOnlyList<ColumnBuffer> Columns { get; }

    public int Rows => sourceRows.Count;

    /// <summary>Rows of a row group of these columns at the most.</summary>
    public int RowsPerGroup { get; }

    /// <summary>
    /// Bytes that its text and binary values take, besides a fixed number for each row. Asked after each row: a few rows can
    /// be as large as all memory.
    /// </summary>
    public long PayloadBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var column in sized)
            {
                bytes += column.PayloadBytes;
            }

            return bytes;
        }
    }

    internal IReadOnlyList<ColumnBuffer> All { get; }

    /// <summary>Ends a row whose columns have all been appended.</summary>
    /// <param name="loadId">The drop's load id, the same memory for all its rows.</param>
    /// <param name="sourceRow">The row's number in its file, from 1, the header not counted.</param>
    public void EndRow(ReadOnlyMemory<char> loadId, long sourceRow)
    {
        loadIds.Append(loadId);
        sourceRows.Append(sourceRow);
    }

    /// <summary>Takes rows that are not ended out of all columns of the contract.</summary>
    /// <param name="start">The first of these rows.</param>
    /// <param name="isKept">For each of them whether it stays.</param>
    public void Keep(int start, ReadOnlySpan<bool> isKept)
    {
        foreach (var column in Columns)
        {
            column.Keep(start, isKept);
        }
    }

    /// <summary>Takes back every row, and every started row, after the first <paramref name="rows"/>.</summary>
    public void Truncate(int rows)
    {
        foreach (var column in All)
        {
            if (column.Count > rows)
            {
                column.Truncate(rows);
            }
        }
    }

    /// <summary>Empties the chunk, keeping its memory.</summary>
    public void Clear()
    {
        foreach (var column in All)
        {
            column.Clear();
        }
    }
}

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

    /// <summary>In the order of the contract; the column for rescued values, if there is one, is the last.</summary>
    public IReadOnlyList<ColumnBuffer> Columns { get; }

    public int Rows => sourceRows.Count;

    /// <summary>The maximum number of rows in a row group of these columns.</summary>
    public int RowsPerGroup { get; }

    /// <summary>
    /// Bytes of its text and binary values, without the fixed number for each row. Checked after each row: a few rows can fill the
    /// memory.
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

    /// <summary>Removes some of the rows that are not ended yet from all columns of the contract.</summary>
    /// <param name="start">The first of these rows.</param>
    /// <param name="isKept">For each of these rows, whether it stays.</param>
    public void Keep(int start, ReadOnlySpan<bool> isKept)
    {
        foreach (var column in Columns)
        {
            column.Keep(start, isKept);
        }
    }

    /// <summary>Removes every row, and every started row, after the first <paramref name="rows"/>.</summary>
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

    /// <summary>Empties the chunk, and keeps its memory.</summary>
    public void Clear()
    {
        foreach (var column in All)
        {
            column.Clear();
        }
    }
}

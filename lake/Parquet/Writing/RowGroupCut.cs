namespace DataShare.Lake;

/// <summary>
/// Cuts rows into row groups that are bounded in rows and bytes. DuckDB reads a few thousand rows of a row group as one vector:
/// if each row had megabytes, they would not fit in its memory.
/// </summary>
internal static class RowGroupCut
{
    public static IReadOnlyList<(int Row, int Rows)> Of(IReadOnlyList<ColumnBuffer> columns)
    {
        var rows = columns[0].Count;
        var mostRows = MostRows(columns);
        if (rows <= mostRows && columns.Sum(c => c.MostBytes) <= PartWriter.BytesPerGroup)
        {
            return rows > 0 ? [(0, rows)] : [];
        }

        var bytes = new long[rows];
        foreach (var column in columns)
        {
            column.AddBytes(bytes);
        }

        var groups = new List<(int, int)>();
        for (var row = 0; row < rows;)
        {
            var next = row + 1;
            for (var left = PartWriter.BytesPerGroup - bytes[row]; next < rows && next - row < mostRows && bytes[next] <= left; next++)
            {
                left -= bytes[next];
            }

            groups.Add((row, next - row));
            row = next;
        }

        return groups;
    }

    /// <summary>The maximum number of rows in a row group, whatever their texts are.</summary>
    public static int MostRows(IReadOnlyList<ColumnBuffer> columns) =>
        (int)Math.Clamp(PartWriter.FixedBytesPerGroup / columns.Sum(c => c.Field.FixedBytes), 1, PartWriter.RowsPerGroup);
}

namespace DataShare.Lake;

/// <summary>A data page that is being read.</summary>
/// <param name="rows">Its values, nulls included.</param>
/// <param name="levels">For each of them whether it is null; of a column that may have none, nothing.</param>
/// <param name="values">Those that are not null.</param>
internal sealed class OpenPage(int rows, HybridDecoder? levels, PageValues values)
{
    private HybridDecoder levels = levels ?? default;
    private readonly bool isOptional = levels is not null;
    private int[] room = [];

    /// <summary>Rows that have not been taken.</summary>
    public int Left { get; private set; } = rows;

    /// <summary>Takes the next rows into the batch; no more than are left.</summary>
    public void Take(ParquetBatch batch, int rows)
    {
        Left -= rows;
        var present = batch.AddRows(rows);
        var same = 1;
        if (!isOptional || levels.TryTakeRun(rows, out same))
        {
            present.Fill(same == 1);
            values.Read(batch, rows * same);
            return;
        }

        if (room.Length < rows)
        {
            room = new int[rows];
        }

        var next = room.AsSpan(0, rows);
        levels.Read(next);
        var count = 0;
        for (var i = 0; i < next.Length; i++)
        {
            present[i] = next[i] == 1;
            count += next[i];
        }

        values.Read(batch, count);
    }
}

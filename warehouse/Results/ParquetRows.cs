using System.Data.Common;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>Writes rows as a Parquet file, with at most one row group in memory.</summary>
internal static class ParquetRows
{
    public static async Task<long> WriteAsync(
        DbDataReader rows, IReadOnlyList<ResultColumn> columns, string file, CancellationToken cancellationToken)
    {
        var cells = columns.Select(c => new ParquetCell(c)).ToArray();
        var buffers = cells.Select(c => c.Buffer).ToArray();
        await using var output = await ParquetOutput.CreateAsync(file, buffers, cancellationToken);
        var mostRows = ParquetOutput.RowsPerGroup(buffers);
        var count = 0L;
        while (await rows.ReadAsync(cancellationToken))
        {
            foreach (var cell in cells)
            {
                cell.Append();
            }

            count++;
            if (IsFull(buffers, mostRows))
            {
                await EmptyAsync(buffers, output, cancellationToken);
            }
        }

        if (buffers[0].Count > 0)
        {
            await EmptyAsync(buffers, output, cancellationToken);
        }

        await output.CompleteAsync();
        return count;
    }

    private static bool IsFull(ColumnBuffer[] buffers, int mostRows)
    {
        var bytes = 0L;
        foreach (var buffer in buffers)
        {
            bytes += buffer.PayloadBytes;
        }

        return buffers[0].Count >= mostRows || bytes >= PartWriter.BytesPerGroup;
    }

    private static async Task EmptyAsync(ColumnBuffer[] buffers, ParquetOutput output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffers, cancellationToken);
        foreach (var buffer in buffers)
        {
            buffer.Clear();
        }
    }
}

using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// Writes a file for each read, and then moves the checkpoint. A file is complete before it gets its name. The name is made
/// from the run's range, which was recorded before. So after a crash in between, the same name is written again, and each row
/// is in exactly one file. A reader that takes each name once gets each row once.
/// </summary>
internal sealed class FileDelivery(IWarehouse warehouse, string folder, FileFormat format, StepBorder? border) : IDelivery
{
    // A full disk or an unreachable share may recover. These errors come from the warehouse, because it writes the files.
    public bool IsWorthRetry(Exception failure) => true;

    public async ValueTask<Delivery> DeliverAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(folder);
        var (rows, files) = (0L, new List<string>());
        await using (var batch = await warehouse.OpenBatchAsync(run, reads, cancellationToken))
        {
            foreach (var read in reads)
            {
                var file = Path.Combine(folder, FileName(read.Name, run, format));
                var written = await WriteAsync(batch, read.Name, file, cancellationToken);
                if (written > 0)
                {
                    files.Add(file);
                }

                rows += written;
            }

            await DurableFiles.FlushFolderAsync(folder, cancellationToken);
            border?.Invoke("folder flushed");
        }

        await warehouse.Runs.FinishAsync(run, rows, cancellationToken);
        border?.Invoke("checkpoint moved");
        return new Delivery(rows, files);
    }

    /// <summary>Names sort in the order of delivery.</summary>
    private static string FileName(string read, ConsumerRun run, FileFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{read}-{run.From + 1:D10}-{run.To:D10}.{(format is FileFormat.Parquet ? "parquet" : "csv")}");

    private async ValueTask<long> WriteAsync(IBatchSession batch, string read, string file, CancellationToken cancellationToken)
    {
        // Hidden, and with an ending that readers ignore. The next attempt overwrites the leftover of a crash.
        var temporary = Path.Combine(folder, $".{Path.GetFileName(file)}.tmp");
        var written = false;
        try
        {
            var rows = await batch.ExportAsync(read, temporary, format, cancellationToken);
            border?.Invoke($"{read} written");
            if (rows > 0)
            {
                await DurableFiles.FlushFileAsync(temporary, cancellationToken);
                // Replaces the file of an earlier attempt at the same range.
                File.Move(temporary, file, overwrite: true);
                written = true;
                border?.Invoke($"{read} renamed");
            }

            return rows;
        }
        finally
        {
            if (!written)
            {
                File.Delete(temporary);
            }
        }
    }
}

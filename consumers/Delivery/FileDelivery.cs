using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// Writes a file for each read, and then moves the positions. A file is complete before it gets its name, and its rows do not
/// change afterwards: before the first file gets its name, a record in the folder says which files the run has. A second try
/// after that only gives the remaining files their names. So a reader that takes each name once gets each row once.
/// </summary>
internal sealed class FileDelivery(IWarehouse warehouse, string folder, FileFormat format, TimeProvider time, StepBorder? border) : IDelivery
{
    // A full disk or an unreachable share may recover. These errors come from the warehouse, because it writes the files.
    public bool IsWorthRetry(Exception failure) => failure is not StoppedDeliveryException;

    public async ValueTask<Delivery> DeliverAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(folder);
        var ledger = await warehouse.Ledger.IdentityAsync(cancellationToken);
        var record = await DeliveryRecord.ReadAsync(folder, run.Consumer, cancellationToken);
        if (record?.IsOf(run, ledger) is not true)
        {
            Confirm(run, reads, record, ledger);
            var files = await WriteAsync(run, reads, cancellationToken);
            record = DeliveryRecord.Of(run, ledger, files, record, time.GetUtcNow());
            await record.WriteAsync(folder, cancellationToken);
            border?.Invoke("delivery recorded");
        }

        await NameAsync(folder, record, border, cancellationToken);
        await warehouse.Runs.FinishAsync(run, record.Rows, cancellationToken);
        border?.Invoke("positions moved");
        return new Delivery(record.Rows, [.. record.Files.Select(f => Path.Combine(folder, f.Name))]);
    }

    public async ValueTask RestAsync(string consumer, IReadOnlyList<BatchRead> reads, LakePositions positions, CancellationToken cancellationToken)
    {
        if (positions.Tables.All(t => positions.Of(t) < 0))
        {
            return;
        }

        var record = await DeliveryRecord.ReadAsync(folder, consumer, cancellationToken);
        var begun = positions.Tables.Where(t => positions.Of(t) >= 0 && record?.At.Of(t) is null).ToList();
        if (begun.Count == 0 && record?.IsBehind(positions) is not true)
        {
            return;
        }

        var ledger = await warehouse.Ledger.IdentityAsync(cancellationToken);
        if (record?.IsBehind(positions) is true && record.Ledger != ledger.Id)
        {
            throw Stopped(record, ledger, $"after {positions}");
        }

        if (begun.Count == 0 || (record is null && Directory.Exists(folder) && reads.Any(r => Former(r) is not null)))
        {
            return;
        }

        record ??= DeliveryRecord.Moved(consumer, ledger, LakePositions.None, time.GetUtcNow());
        await record.With(begun.Select(t => KeyValuePair.Create(t, positions.Of(t)!.Value))).WriteAsync(folder, cancellationToken);
    }

    /// <summary>Gives the files their names. Without its temporary file, a file has its name already, and its reader may have taken it.</summary>
    public static async ValueTask NameAsync(string folder, DeliveryRecord record, StepBorder? border, CancellationToken cancellationToken)
    {
        foreach (var (read, name, _) in record.Files.Where(f => File.Exists(Temporary(folder, f.Name))))
        {
            File.Move(Temporary(folder, name), Path.Combine(folder, name), overwrite: true);
            border?.Invoke($"{read} renamed");
        }

        await DurableFiles.FlushFolderAsync(folder, cancellationToken);
        border?.Invoke("folder flushed");
    }

    /// <exception cref="StoppedDeliveryException">The folder has received rows that the ledger does not know of.</exception>
    private void Confirm(ConsumerRun run, IReadOnlyList<BatchRead> reads, DeliveryRecord? record, LedgerIdentity ledger)
    {
        if (record?.Contradicts(run, ledger) is true)
        {
            throw Stopped(record, ledger, $"with {TableRange.Text(run.Ranges)}");
        }

        // An earlier version of DataShare left no record.
        if (record is null && run is { Number: 1, Former: null } && reads.Select(Former).FirstOrDefault(f => f is not null) is { } file)
        {
            throw new StoppedDeliveryException(
                $"the folder '{folder}' has received files already, such as '{Path.GetFileName(file)}', but this warehouse has never delivered to the consumer.");
        }
    }

    private StoppedDeliveryException Stopped(DeliveryRecord record, LedgerIdentity ledger, string next) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the folder '{folder}' has received the rows up to {record.At} ({record.RecordedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z), but the warehouse would continue {next}: ")
        + (record.Ledger == ledger.Id
            ? "the warehouse was restored from an older copy."
            : string.Create(CultureInfo.InvariantCulture, $"the warehouse is another one, made at {ledger.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}Z.")));

    private string? Former(BatchRead read) => Directory.EnumerateFiles(folder, FileNames.FormerPattern(read, format)).Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>Writes the files under temporary names.</summary>
    private async ValueTask<IReadOnlyList<RecordedFile>> WriteAsync(ConsumerRun run, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken)
    {
        var files = new List<RecordedFile>();
        await using var batch = await warehouse.OpenBatchAsync(run, reads, cancellationToken);
        foreach (var read in reads)
        {
            var name = FileNames.Of(read, run, format);
            var rows = await WriteAsync(batch, read.Name, Temporary(folder, name), cancellationToken);
            if (rows > 0)
            {
                files.Add(new RecordedFile(read.Name, name, rows));
            }
        }

        return files;
    }

    private async ValueTask<long> WriteAsync(IBatchSession batch, string read, string temporary, CancellationToken cancellationToken)
    {
        var written = false;
        try
        {
            var rows = await batch.ExportAsync(read, temporary, format, cancellationToken);
            border?.Invoke($"{read} written");
            if (rows > 0)
            {
                await DurableFiles.FlushFileAsync(temporary, cancellationToken);
                written = true;
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

    /// <summary>Hidden, and with an ending that readers ignore. The next attempt overwrites the leftover of a crash.</summary>
    private static string Temporary(string folder, string name) => Path.Combine(folder, $".{name}.tmp");
}

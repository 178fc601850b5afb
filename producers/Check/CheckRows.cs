using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Takes the rows of a drop through the checks of its contract, whatever its format is.</summary>
internal sealed class CheckRows(UnpackOptions unpack, IProgress<IngestProgress>? progress)
{
    /// <summary>Checks the selected rows: the accepted ones go to the target, the rejected ones to the report.</summary>
    /// <param name="fit">The file's column of each column of the contract.</param>
    /// <param name="mayFlush">Whether accepted rows may be handed on before the last row has been seen.</param>
    /// <exception cref="FileRefusedException">The file cannot be read to its end.</exception>
    public async Task RunAsync(
        Drop drop,
        ColumnFit fit,
        RowSelection selection,
        bool mayFlush,
        IRowTarget target,
        GateReport report,
        CancellationToken cancellationToken)
    {
        var loadId = drop.LoadId.Value.AsMemory();
        if ((drop.NamedFormat ?? fit.Contract.Inbox.Format) is FileFormat.Csv)
        {
            using var csv = new CsvGate(DropContent.Open(drop.Path, drop.Compression, unpack, Progress(drop)), fit, selection);
            await csv.RunAsync(loadId, mayFlush, target, report, cancellationToken);
            return;
        }

        await using var file = await ParquetFile.OpenAsync(drop, unpack, cancellationToken);
        try
        {
            var parquet = new ParquetGate(file.Input, fit, selection, new UnpackBudget(unpack, drop.Bytes));
            await parquet.RunAsync(loadId, mayFlush, target, report, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw ParquetFile.Refused(e);
        }

        progress?.Report(new IngestProgress(drop.Name, drop.Bytes, drop.Bytes));
    }

    private Action<long>? Progress(Drop drop) =>
        progress is null ? null : read => progress.Report(new IngestProgress(drop.Name, read, drop.Bytes));
}

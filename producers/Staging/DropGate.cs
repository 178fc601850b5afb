using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds the contract version that a file fits, and takes its rows through the gate.</summary>
internal sealed class DropGate(IReadOnlyList<DataContract> newestFirst, IProgress<IngestProgress>? progress)
{
    /// <summary>Reads the file's columns and finds the newest version that they fit.</summary>
    /// <exception cref="FileRefusedException">It is not readable, or no version fits.</exception>
    public async Task<ColumnFit> FitAsync(DropFile drop, CancellationToken cancellationToken)
    {
        var newest = newestFirst[0];
        if (drop.Bytes == 0)
        {
            throw new FileRefusedException("empty", "The file is empty: not even a header is there");
        }

        if (FormatOf(drop, newest) == FileFormat.Parquet)
        {
            return await WithParquetAsync(
                drop, input => Task.FromResult(ParquetGate.Fit(newestFirst, input)), cancellationToken);
        }

        var fit = ColumnFit.Best(newestFirst, CsvGate.ReadHeader(Open(drop, null), newest));
        fit.ThrowIfRefused();
        return fit;
    }

    /// <summary>Checks every row: accepted ones are in the pipeline, rejected ones in the report.</summary>
    /// <exception cref="FileRefusedException">The file cannot be read to its end.</exception>
    public async Task RunAsync(
        DropFile drop, ColumnFit fit, bool mayFlush, PartPipeline pipeline, GateReport report, CancellationToken cancellationToken)
    {
        var loadId = drop.LoadId.Value.AsMemory();
        if (FormatOf(drop, fit.Contract) == FileFormat.Csv)
        {
            using var csv = new CsvGate(Open(drop, progress), fit);
            await csv.RunAsync(loadId, mayFlush, pipeline, report, cancellationToken);
            return;
        }

        await WithParquetAsync(drop, Gate, cancellationToken);
        progress?.Report(new IngestProgress(drop.Name, drop.Bytes, drop.Bytes));

        async Task<bool> Gate(ParquetInput input)
        {
            await new ParquetGate(input, fit).RunAsync(loadId, mayFlush, pipeline, report, cancellationToken);
            return true;
        }
    }

    private static FileFormat FormatOf(DropFile drop, DataContract contract) =>
        drop.Format(contract.Inbox) ?? throw new FileRefusedException(
            "format", $"The name '{drop.Name}' does not tell the format: expected .csv or .parquet, each also with .gz");

    private static Stream Open(DropFile drop, IProgress<IngestProgress>? progress)
    {
        var file = new CountingStream(
            new FileStream(drop.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan),
            progress is null ? null : read => progress.Report(new IngestProgress(drop.Name, read, drop.Bytes)));
        return drop.IsGzip ? new GzipContent(file) : file;
    }

    /// <summary>Parquet is read from its end, so a compressed file is unpacked beside the claim first.</summary>
    private static async Task<T> WithParquetAsync<T>(
        DropFile drop, Func<ParquetInput, Task<T>> use, CancellationToken cancellationToken)
    {
        var unpacked = drop.IsGzip ? Path.Combine(Path.GetDirectoryName(drop.Path)!, ".unpacked") : null;
        try
        {
            if (unpacked is not null)
            {
                await using var content = Open(drop, null);
                await using var target = new FileStream(unpacked, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
                await content.CopyToAsync(target, cancellationToken);
            }

            await using var input = await ParquetInput.OpenAsync(unpacked ?? drop.Path, cancellationToken);
            return await use(input);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException("parquet", $"The file cannot be taken: {e.Message}", e);
        }
        finally
        {
            if (unpacked is not null)
            {
                File.Delete(unpacked);
            }
        }
    }
}

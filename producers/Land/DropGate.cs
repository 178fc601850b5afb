using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds the contract version that a file fits, and takes its rows through the gate.</summary>
internal sealed class DropGate(
    IReadOnlyList<DataContract> newestFirst, UnpackOptions unpack, IProgress<IngestProgress>? progress)
{
    /// <summary>The key of a Parquet file's own metadata that names its contract version.</summary>
    public const string ContractKey = "datashare.contract";

    /// <summary>Reads the file's columns and finds the newest version that they fit, of those that may be meant.</summary>
    /// <param name="stated">What folder and sidecar say; what the file itself says comes to it.</param>
    /// <exception cref="FileRefusedException">It is not readable, or no version fits.</exception>
    public async Task<ColumnFit> FitAsync(DropFile drop, VersionStatements stated, CancellationToken cancellationToken)
    {
        if (drop.Bytes == 0)
        {
            throw new FileRefusedException("empty", "The file is empty: it has no header");
        }

        if (stated.Allowed(newestFirst).Any(c => c.Inbox.Arrival.IsStated && drop.Format(c.Inbox) is FileFormat.Parquet))
        {
            // A version that asks for it is not looked at otherwise.
            await ReadStatementAsync(drop, stated, cancellationToken);
        }

        var tries = new List<VersionTry>();
        foreach (var group in stated.Candidates(newestFirst).GroupBy(c => drop.Format(c.Inbox)))
        {
            tries.AddRange(group.Key switch
            {
                null => group.Select(c => new VersionTry(c, null, NoFormat(drop))),
                FileFormat.Parquet => await ParquetTriesAsync(drop, [.. group], stated, cancellationToken),
                _ => new CsvFit(() => Open(drop, null), drop.Compression is not Compression.None).Tries(group),
            });
        }

        return VersionChoice.Of([.. tries.OrderByDescending(t => t.Contract.Version)], stated);
    }

    /// <summary>Checks every row: accepted ones are in the target, rejected ones in the report.</summary>
    /// <exception cref="FileRefusedException">The file cannot be read to its end.</exception>
    public async Task RunAsync(
        DropFile drop,
        ColumnFit fit,
        RowSelection selection,
        bool mayFlush,
        IRowTarget target,
        GateReport report,
        CancellationToken cancellationToken)
    {
        var loadId = drop.LoadId.Value.AsMemory();
        if (drop.Format(fit.Contract.Inbox) is FileFormat.Csv)
        {
            using var csv = new CsvGate(Open(drop, progress), fit, selection);
            await csv.RunAsync(loadId, mayFlush, target, report, cancellationToken);
            return;
        }

        await WithParquetAsync(drop, Gate, cancellationToken);
        progress?.Report(new IngestProgress(drop.Name, drop.Bytes, drop.Bytes));

        async Task<bool> Gate(ParquetInput input)
        {
            var budget = new UnpackBudget(unpack, drop.Bytes);
            await new ParquetGate(input, fit, selection, budget).RunAsync(loadId, mayFlush, target, report, cancellationToken);
            return true;
        }
    }

    private async Task<IReadOnlyList<VersionTry>> ParquetTriesAsync(
        DropFile drop, IReadOnlyList<DataContract> contracts, VersionStatements stated, CancellationToken cancellationToken)
    {
        try
        {
            return await WithParquetAsync(drop, Try, cancellationToken);
        }
        catch (FileRefusedException e) when (e.Rule == "parquet")
        {
            return [.. contracts.Select(c => new VersionTry(c, null, e))];
        }

        Task<IReadOnlyList<VersionTry>> Try(ParquetInput input)
        {
            AddStatement(input, stated);
            return Task.FromResult<IReadOnlyList<VersionTry>>(
                [.. stated.Candidates(contracts).Select(c => new VersionTry(c, ParquetGate.Fit(c, input), null))]);
        }
    }

    private async Task ReadStatementAsync(DropFile drop, VersionStatements stated, CancellationToken cancellationToken)
    {
        try
        {
            await WithParquetAsync(
                drop,
                input =>
                {
                    AddStatement(input, stated);
                    return Task.FromResult(true);
                },
                cancellationToken);
        }
        catch (FileRefusedException e) when (e.Rule == "parquet")
        {
            // Told by whoever reads its columns.
        }
    }

    private static void AddStatement(ParquetInput input, VersionStatements stated)
    {
        if (input.Metadata.TryGetValue(ContractKey, out var text))
        {
            stated.Add($"the file's metadata '{ContractKey}'", text);
        }
    }

    private static FileRefusedException NoFormat(DropFile drop) =>
        new("format", $"The name '{drop.Name}' does not show the format: expected .csv or .parquet, optionally with .gz, .zst or .bz2, or a .zip of such files");

    private Stream Open(DropFile drop, IProgress<IngestProgress>? told) => DropContent.Open(
        drop.Path, drop.Compression, unpack, told is null ? null : read => told.Report(new IngestProgress(drop.Name, read, drop.Bytes)));

    /// <summary>Parquet is read from its end, so a compressed file is unpacked beside the claim first.</summary>
    private async Task<T> WithParquetAsync<T>(
        DropFile drop, Func<ParquetInput, Task<T>> use, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(drop.Path)!;
        var unpacked = drop.Compression is not Compression.None ? Path.Combine(folder, ".unpacked") : null;
        try
        {
            if (unpacked is not null)
            {
                await using var content = Open(drop, null);
                await using var target = new FileStream(unpacked, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
                await content.CopyToAsync(target, cancellationToken);
            }

            await using var input = await ParquetInput.OpenAsync(unpacked ?? drop.Path, folder, cancellationToken);
            return await use(input);
        }
        catch (InvalidDataException e)
        {
            throw new FileRefusedException("parquet", $"The file cannot be ingested: {e.Message}", e);
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

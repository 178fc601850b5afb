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
            throw new FileRefusedException("empty", "The file is empty: not even a header is there");
        }

        var tries = new List<VersionTry>();
        foreach (var group in stated.Candidates(newestFirst).GroupBy(c => drop.Format(c.Inbox)))
        {
            tries.AddRange(group.Key switch
            {
                null => group.Select(c => new VersionTry(c, null, NoFormat(drop))),
                FileFormat.Parquet => await ParquetTriesAsync(drop, [.. group], stated, cancellationToken),
                _ => CsvTries(drop, [.. group]),
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
            await new ParquetGate(input, fit, selection).RunAsync(loadId, mayFlush, target, report, cancellationToken);
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
            if (input.Metadata.TryGetValue(ContractKey, out var text))
            {
                stated.Add($"the file's metadata '{ContractKey}'", text);
            }

            return Task.FromResult<IReadOnlyList<VersionTry>>(
                [.. stated.Candidates(contracts).Select(c => new VersionTry(c, ParquetGate.Fit(c, input), null))]);
        }
    }

    /// <summary>Each version reads the file as its own files are written; those that are written alike, once.</summary>
    private List<VersionTry> CsvTries(DropFile drop, IReadOnlyList<DataContract> contracts)
    {
        var headers = new Dictionary<(string, string), (IReadOnlyList<string>? Names, FileRefusedException? Problem)>();
        return [.. contracts.Select(Try)];

        VersionTry Try(DataContract contract)
        {
            var csv = contract.Inbox.Csv;
            if (!csv.Header)
            {
                return InOrder(drop, contract);
            }

            var way = (csv.Delimiter, csv.Encoding);
            if (!headers.TryGetValue(way, out var header))
            {
                headers[way] = header = Header(drop, csv);
            }

            return new VersionTry(contract, header.Names is { } names ? ColumnFit.Of(contract, names) : null, header.Problem);
        }
    }

    private (IReadOnlyList<string>?, FileRefusedException?) Header(DropFile drop, CsvDialect csv)
    {
        try
        {
            return (CsvGate.ReadHeader(Open(drop, null), csv), null);
        }
        catch (FileRefusedException e)
        {
            return (null, e);
        }
    }

    /// <summary>Without a header the contract's order is the file's order; the first record shows how many columns there are.</summary>
    private VersionTry InOrder(DropFile drop, DataContract contract)
    {
        try
        {
            return CsvGate.CountColumns(Open(drop, null), contract.Inbox.Csv) is { } columns && columns != contract.Columns.Count
                ? new VersionTry(contract, null, new FileRefusedException("columns", FormattableString.Invariant(
                    $"The file has no header and {columns} columns, but contract {contract} has {contract.Columns.Count}")))
                : new VersionTry(contract, ColumnFit.InOrder(contract), null);
        }
        catch (FileRefusedException e)
        {
            return new VersionTry(contract, null, e);
        }
    }

    private static FileRefusedException NoFormat(DropFile drop) =>
        new("format", $"The name '{drop.Name}' does not tell the format: expected .csv or .parquet, each also with .gz, .zst or .bz2, or a .zip of such");

    private Stream Open(DropFile drop, IProgress<IngestProgress>? told) => DropContent.Open(
        drop.Path, drop.Compression, unpack, told is null ? null : read => told.Report(new IngestProgress(drop.Name, read, drop.Bytes)));

    /// <summary>Parquet is read from its end, so a compressed file is unpacked beside the claim first.</summary>
    private async Task<T> WithParquetAsync<T>(
        DropFile drop, Func<ParquetInput, Task<T>> use, CancellationToken cancellationToken)
    {
        var unpacked = drop.Compression is not Compression.None ? Path.Combine(Path.GetDirectoryName(drop.Path)!, ".unpacked") : null;
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

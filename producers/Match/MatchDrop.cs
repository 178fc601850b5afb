using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds the contract version of a drop: what folder, sidecar and file state, and which version the columns fit.</summary>
internal sealed class MatchDrop(LakeStore lake, IReadOnlyList<DataContract> newestFirst, DropHistory history, UnpackOptions unpack)
{
    /// <summary>The key in a Parquet file's own metadata that states the contract version.</summary>
    public const string ContractKey = "datashare.contract";

    private readonly DatasetName dataset = newestFirst[0].Dataset;

    /// <summary>Adds to the drop the newest version that fits, of those that are possible.</summary>
    /// <exception cref="FileRefusedException">
    /// The file or its sidecar cannot be read, no version fits, or the bytes are not those of the sidecar.
    /// </exception>
    public async Task<Drop> RunAsync(Drop drop, CancellationToken cancellationToken)
    {
        var (stated, sidecar) = await VersionStatements.OfAsync(drop.Claim, cancellationToken);
        // A corrected file is no longer the one that the sidecar describes.
        var totals = drop.Claim.Replay is { IsMended: true } ? null : sidecar?.Totals;
        totals?.Check(drop.Hash);
        var fit = await FitAsync(drop, stated, cancellationToken);
        return drop with
        {
            Fit = fit,
            Stated = stated,
            CorrelationId = sidecar?.CorrelationId,
            Totals = totals is { IsEmpty: false } ? totals : null,
            IsNews = await history.IsBehindAsync(fit.Contract, cancellationToken),
            Notes = await history.LateNotesAsync(drop, fit.Contract, cancellationToken),
        };
    }

    private async Task<ColumnFit> FitAsync(Drop drop, VersionStatements stated, CancellationToken cancellationToken)
    {
        var possible = Possible(drop.Claim);
        if (drop.Claim.Replay is not { IsMendedRows: true } replay)
        {
            return await FitAsync(drop, possible, stated, cancellationToken);
        }

        // Corrected rows are in the dialect of the entry, with values as the contract writes them.
        var form = lake.Quarantine.FindLoad(dataset, replay.OfLoad)?.Reason.Form
            ?? throw new FileRefusedException("mended", "The entry no longer exists, so the dialect of the rows is unknown");
        var asWritten = possible.Select(c => c with { Inbox = c.Inbox with { Format = FileFormat.Csv, Csv = RecordForm.ToRead(form, c.Inbox.Csv) } });
        var fit = await FitAsync(drop, [.. asWritten], stated, cancellationToken);
        return fit with { Contract = newestFirst.First(c => c.Version == fit.Contract.Version) };
    }

    /// <summary>The versions that the drop may have. Replayed rows of a snapshot belong to that snapshot, and so to its major.</summary>
    private IReadOnlyList<DataContract> Possible(FileClaim claim) =>
        claim.Replay is { Kind: QuarantineKind.Rows } note
        && lake.Quarantine.FindLoad(dataset, note.OfLoad)?.Reason.Contract is { } landed
        && newestFirst.Where(c => c.Version.Major == landed.Major).ToList() is [{ Write.Mode: WriteMode.Snapshot }, ..] same
            ? same
            : newestFirst;

    private async Task<ColumnFit> FitAsync(
        Drop drop, IReadOnlyList<DataContract> possible, VersionStatements stated, CancellationToken cancellationToken)
    {
        if (drop.Bytes == 0)
        {
            throw new FileRefusedException("empty", "The file is empty: it has no header");
        }

        if (stated.Allowed(possible).Any(c => c.Inbox.Arrival.IsStated && drop.Format(c.Inbox) is FileFormat.Parquet))
        {
            // The file may be the one that states it, and a version that must be stated is not tried otherwise.
            await ReadStatementAsync(drop, stated, cancellationToken);
        }

        var tries = new List<VersionTry>();
        foreach (var group in stated.Candidates(possible).GroupBy(c => drop.Format(c.Inbox)))
        {
            tries.AddRange(group.Key switch
            {
                null => group.Select(c => new VersionTry(c, null, NoFormat(drop))),
                FileFormat.Parquet => await ParquetTriesAsync(drop, [.. group], stated, cancellationToken),
                _ => new CsvFit(() => DropContent.Open(drop.Path, drop.Compression, unpack, null), drop.Compression is not Compression.None).Tries(group),
            });
        }

        return VersionChoice.Of([.. tries.OrderByDescending(t => t.Contract.Version)], stated);
    }

    private async Task<IReadOnlyList<VersionTry>> ParquetTriesAsync(
        Drop drop, IReadOnlyList<DataContract> contracts, VersionStatements stated, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await ParquetFile.OpenAsync(drop, unpack, cancellationToken);
            AddStatement(file.Input, stated);
            return [.. stated.Candidates(contracts).Select(c => new VersionTry(c, ParquetGate.Fit(c, file.Input), null))];
        }
        catch (FileRefusedException e) when (e.Rule == ParquetFile.Rule)
        {
            return [.. contracts.Select(c => new VersionTry(c, null, e))];
        }
        catch (InvalidDataException e)
        {
            return [.. contracts.Select(c => new VersionTry(c, null, ParquetFile.Refused(e)))];
        }
    }

    private async Task ReadStatementAsync(Drop drop, VersionStatements stated, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await ParquetFile.OpenAsync(drop, unpack, cancellationToken);
            AddStatement(file.Input, stated);
        }
        catch (FileRefusedException e) when (e.Rule == ParquetFile.Rule)
        {
            // Reported when its columns are read.
        }
    }

    private static void AddStatement(ParquetInput input, VersionStatements stated)
    {
        if (input.Metadata.TryGetValue(ContractKey, out var text))
        {
            stated.Add($"the file's metadata '{ContractKey}'", text);
        }
    }

    private static FileRefusedException NoFormat(Drop drop) =>
        new("format", $"The name '{drop.Name}' does not show the format: expected .csv or .parquet, optionally with .gz, .zst or .bz2, or a .zip of such files");
}

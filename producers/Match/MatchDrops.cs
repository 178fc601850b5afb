using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Finds out for each drop whether its content has landed before, and which contract version it has: by the statements of
/// folder, sidecar and file, and by its columns. Changes no file, but flushes a log that a crash may have left unflushed.
/// </summary>
internal sealed class MatchDrops(LakeStore lake, IReadOnlyList<DataContract> newestFirst, DropHistory history, UnpackOptions unpack)
{
    /// <summary>The key in a Parquet file's own metadata that states the contract version.</summary>
    public const string ContractKey = "datashare.contract";

    private readonly DatasetName dataset = newestFirst[0].Dataset;

    /// <summary>
    /// Matches the drops in order. A drop that may be a duplicate of one that is matched now is left for later, when the outcome
    /// of that one is known.
    /// </summary>
    public async Task<MatchedDrops> RunAsync(IReadOnlyList<Drop> drops, CancellationToken cancellationToken)
    {
        var matched = new List<Drop>();
        var ended = new List<(Drop, MatchEnd)>();
        var later = new List<Drop>();
        var news = new HashSet<string>(StringComparer.Ordinal);
        foreach (var drop in drops)
        {
            if ((history.GoesByOrder && later.Count > 0) || news.Contains(drop.Identity))
            {
                later.Add(drop);
            }
            else if (await history.CommittedAsync(drop.LoadId, cancellationToken) is var (facts, version))
            {
                ended.Add((drop, new MatchEnd.Committed(facts, version)));
            }
            else if (await history.SameAsync(drop, null, cancellationToken) is not { } same)
            {
                news.Add(drop.Identity);
                var (found, end) = await MatchAsync(drop, cancellationToken);
                if (end is null)
                {
                    matched.Add(found);
                }
                else
                {
                    ended.Add((drop, end));
                }
            }
            else if (history.GoesByOrder && news.Count > 0)
            {
                later.Add(drop);
            }
            else
            {
                ended.Add((drop, new MatchEnd.Same(same.Of, same.Why)));
            }
        }

        return new MatchedDrops(matched, ended, later);
    }

    private async Task<(Drop Matched, MatchEnd? End)> MatchAsync(Drop drop, CancellationToken cancellationToken)
    {
        try
        {
            var matched = await VersionAsync(drop, cancellationToken);
            MatchEnd? end = history.GoesByVersion && await history.SameAsync(drop, matched.Contract, cancellationToken) is { } same
                ? new MatchEnd.Same(same.Of, same.Why)
                : await history.TooLateAsync(drop, matched.Contract, cancellationToken) is { } late ? new MatchEnd.Refused(late) : null;
            return end is null && drop.Claim.Replay is not null
                ? (matched with { Selection = await RowSelection.OfReplayAsync(lake, matched, cancellationToken) }, null)
                : (matched, end);
        }
        catch (Exception e) when (ReadFault.RefusalOf(e, drop) is { } fault)
        {
            return (drop, new MatchEnd.Refused(fault));
        }
    }

    /// <summary>Adds to the drop the newest possible version that fits.</summary>
    /// <exception cref="FileRefusedException">
    /// The file or its sidecar cannot be read, no version fits, or the file's hash is not the sidecar's.
    /// </exception>
    private async Task<Drop> VersionAsync(Drop drop, CancellationToken cancellationToken)
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

        if (stated.Allowed(possible).Any(c => c.Inbox.Arrival.IsStated && (drop.NamedFormat ?? c.Inbox.Format) is FileFormat.Parquet))
        {
            // The file itself may state the version. A version that must be stated is only tried if something states it.
            await ReadStatementAsync(drop, stated, cancellationToken);
        }

        var tries = new List<VersionTry>();
        foreach (var group in stated.Candidates(possible).GroupBy(c => drop.NamedFormat ?? c.Inbox.Format))
        {
            tries.AddRange(group.Key switch
            {
                null => group.Select(c => new VersionTry(c, null, NoFormat(drop))),
                FileFormat.Parquet => await ParquetTriesAsync(drop, [.. group], stated, cancellationToken),
                _ => new CsvFit(DropContent.Of(drop, unpack), drop.Compression is not Compression.None).Tries(group),
            });
        }

        return stated.Choose([.. tries.OrderByDescending(t => t.Contract.Version)]);
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
        catch (Exception e) when (e is InvalidDataException or FileRefusedException { Rule: ParquetFile.Rule })
        {
            var refused = e as FileRefusedException ?? ParquetFile.Refused((InvalidDataException)e);
            return [.. contracts.Select(c => new VersionTry(c, null, refused))];
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
            // The same fault is reported when the columns are read.
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

/// <summary>The result of matching drops.</summary>
/// <param name="Matched">The drops to check and land, in order.</param>
/// <param name="Ended">The drops that have an outcome already.</param>
/// <param name="Later">The drops to match again when the matched drops have an outcome, in order.</param>
internal sealed record MatchedDrops(IReadOnlyList<Drop> Matched, IReadOnlyList<(Drop Drop, MatchEnd End)> Ended, IReadOnlyList<Drop> Later);

/// <summary>Why a drop ends with the match.</summary>
internal abstract record MatchEnd
{
    private MatchEnd()
    {
    }

    /// <summary>A process committed it, and ended before it released the claim.</summary>
    public sealed record Committed(CommittedDrop Facts, long Version) : MatchEnd;

    /// <summary>Its content has landed before.</summary>
    public sealed record Same(LoadId Of, Sameness Why) : MatchEnd;

    /// <summary>The file is refused as a whole.</summary>
    public sealed record Refused(Refusal Refusal) : MatchEnd;
}

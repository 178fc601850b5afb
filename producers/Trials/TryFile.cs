using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Producers;

/// <summary>
/// Tries files: finds out what would happen to them on ingestion. It processes them in the same way, but writes only to
/// its own temporary folder, which it removes. Not thread-safe.
/// </summary>
/// <param name="contracts">The versions to choose from, of one dataset; at least one. Newest first.</param>
/// <param name="catalog">The contracts of other datasets, for references.</param>
/// <param name="readRows">Reads the first rows; null if none are wanted.</param>
/// <param name="mostRows">The most rows to read of each file.</param>
public sealed class TryFile(
    LakeStore lake,
    ContractCatalog catalog,
    IReadOnlyList<DataContract> contracts,
    ProducerOptions options,
    LoadIdSource ids,
    TrialRowsReader? readRows = null,
    int mostRows = TrialRows.Most)
{
    private static readonly IngestOptions WhateverLanded = new(Again: true, Older: true);

    private readonly DropHistory history = new(lake, catalog, contracts);

    /// <summary>
    /// Tries a file before it is dropped, or each member of an archive. The files that were tried before count as landed.
    /// </summary>
    /// <param name="file">Stays as it is. Its sidecar, if it has one, is next to it.</param>
    /// <param name="inboxFolder">The name of the folder it is dropped in; null for the dataset's own.</param>
    /// <exception cref="IOException">It cannot be read, or somebody has it open for writing.</exception>
    public async ValueTask<IReadOnlyList<TrialResult>> RunAsync(
        string file, string? inboxFolder, IngestOptions wanted, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        if (DatasetInbox.IsSidecarOfFile(file))
        {
            return [new TrialResult { Name = name, NotTaken = DatasetInbox.GoesWithItsFile }];
        }

        FileClaims.ThrowIfNotWhole(file);
        var sidecar = file + Sidecar.Ending is var beside && File.Exists(beside) ? beside : null;
        using var folder = TrialFolder.Make(Path.GetFullPath(file), name, sidecar, contracts[0].Dataset, inboxFolder, ids.Next(), wanted);
        return [.. (await RunAsync(folder, history, null, progress, cancellationToken)).Select(n => Result(n, null))];
    }

    /// <summary>
    /// Tries a file that was received before: checks it with the gate, and ignores everything that has landed since.
    /// </summary>
    /// <param name="file">Its bytes must exist, and stay as they are.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<TrialResult> RunAsync(KeptFile file, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var known = file.Before is { } before ? await before.RowsAsync(cancellationToken) : null;
        using var folder = TrialFolder.Make(
            Path.GetFullPath(file.Path!), file.Name, file.Sidecar, contracts[0].Dataset, file.InboxFolder, ids.Next(), WhateverLanded);
        var notes = await RunAsync(folder, new DropHistory(null, catalog, contracts), known, progress, cancellationToken);
        return Result(notes.Single(), file.Before);
    }

    private async Task<IReadOnlyList<TrialNote>> RunAsync(
        TrialFolder folder, DropHistory landed, RowSet? known, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var scratch = new LakeStore(folder.Lake, TimeProvider.System, NullLoggerFactory.Instance);
        var landing = new TrialLanding(landed, contracts[0].Dataset, scratch, known, readRows, mostRows);
        var pipeline = new DropPipeline(lake, catalog, contracts, options, landing, progress, border: null);
        await pipeline.RunAsync([folder.Claim], cancellationToken);
        return landing.Notes;
    }

    private TrialResult Result(TrialNote note, TrialBefore? before)
    {
        var result = new TrialResult
        {
            Name = note.Drop.Name,
            Duplicate = note.Duplicate,
            Refusal = note.Refusal?.Reason,
            RefusalRule = note.Refusal?.Rule,
            Fault = note.Refusal?.Facts,
            // If the file was refused before, no row can be newly rejected.
            NewlyRejectedRows = before is null ? 0 : note.Refusal is not null ? before.AcceptedRows : note.Reasons?.NewlyRejected ?? 0,
            Notes = note.Remarks,
            FirstRows = note.Rows,
        };
        return note is { Matched: { } matched, Report: { } report } ? WithRows(result, note, matched, report) : result;
    }

    private TrialResult WithRows(TrialResult result, TrialNote note, Drop drop, GateReport report)
    {
        var fit = drop.Fit;
        var format = note.Drop.NamedFormat ?? fit.Contract.Inbox.Format;
        var isCsv = format is FileFormat.Csv;
        return result with
        {
            Contract = fit.Contract,
            WhyContract = Why(fit, drop.Stated),
            Format = format,
            Dialect = isCsv ? report.Form.Dialect : null,
            LineEnd = isCsv ? report.Form.LineEnd : null,
            HasMark = isCsv && report.Form.Mark,
            Columns = [.. fit.Contract.Columns.Where((_, i) => fit.SourceOf[i] is not null).Select(c => c.Name)],
            Absent = [.. fit.Contract.Columns.Where((_, i) => fit.SourceOf[i] is null).Select(c => c.Name)],
            Unknown = [.. fit.Unknown.Select(c => c.Name)],
            AcceptedRows = report.AcceptedRows,
            RejectedRows = report.RejectedRows,
            Reasons = note.Reasons?.Of(report) ?? [],
        };
    }

    private string Why(ColumnFit fit, VersionStatements stated)
    {
        if (!stated.IsEmpty)
        {
            return stated.Words;
        }

        if (contracts.Count == 1)
        {
            return "the only version that takes files";
        }

        var among = $"the newest of {string.Join(", ", contracts.Select(c => c.Version))}";
        return fit.Unknown.Count == 0 ? $"{among} that knows every column of the file" : $"{among} that takes columns it does not know";
    }
}

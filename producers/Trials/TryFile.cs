using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Says what would come of a file: which version it would be taken under, how it is read, how many of its rows would be
/// rejected and why. Writes nothing but in a temporary folder of its own, which it removes. May be called concurrently.
/// </summary>
/// <param name="contracts">The versions to choose from, of one dataset; at least one. Newest first.</param>
/// <param name="catalog">What other datasets' contracts say of rows that are referred to.</param>
public sealed class TryFile(
    LakeStore lake, ContractCatalog catalog, IReadOnlyList<DataContract> contracts, ProducerOptions options, LoadIdSource ids)
{
    /// <summary>A file that somebody may drop; of an archive each of its members.</summary>
    /// <param name="file">Stays as it is. Its sidecar, where it has one, is beside it.</param>
    /// <exception cref="IOException">It cannot be read, or somebody has it open for writing.</exception>
    public async ValueTask<IReadOnlyList<TrialResult>> RunAsync(
        string file, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        FileClaims.ThrowIfOpen(file);
        var name = Path.GetFileName(file);
        var sidecar = file + Sidecar.Ending is var beside && File.Exists(beside) ? beside : null;
        if (!Archive.HasName(name))
        {
            return [await RunAsync(file, name, sidecar, null, null, progress, cancellationToken)];
        }

        using var folder = TrialFolder.Make(Path.GetFullPath(file), name, null, InboxOf(null), ids.Next());
        IReadOnlyList<UnpackedMember> members;
        try
        {
            var unpacking = new ZipUnpacking(Path.Combine(folder.Claim.Folder, ".members"), options.Unpack, new FileInfo(file).Length);
            members = await Task.Run(() => unpacking.Run(file, name, cancellationToken), cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return [new TrialResult { Name = name, Refusal = e.Message + ".", RefusalRule = e.Rule }];
        }

        var results = new List<TrialResult>();
        foreach (var member in members)
        {
            results.Add(await RunAsync(member.Path, member.Name, member.SidecarPath ?? sidecar, null, null, progress, cancellationToken));
        }

        return results;
    }

    /// <summary>A file under another name than its own.</summary>
    /// <param name="file">Stays as it is.</param>
    /// <param name="name">What it was or would be dropped as: the endings say its format.</param>
    /// <param name="sidecar">Where its sidecar is, or null.</param>
    /// <param name="inboxFolder">The name of the folder it was or would be dropped in; null for the dataset's own.</param>
    /// <param name="before">The rejected rows that are known of the same file; null when it was refused, or never came.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async ValueTask<TrialResult> RunAsync(
        string file,
        string name,
        string? sidecar,
        string? inboxFolder,
        TrialBefore? before,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var known = before is null ? null : await before.RowsAsync(cancellationToken);
        using var folder = TrialFolder.Make(Path.GetFullPath(file), name, sidecar, InboxOf(inboxFolder), ids.Next());
        var drop = new DropFile(folder.Claim, ContentHash.From(new byte[32]), FileStamp.Of(file));
        var gate = new DropGate(contracts, options.Unpack, progress);
        ColumnFit fit;
        VersionStatements stated;
        Sidecar? said;
        try
        {
            (stated, said) = await VersionStatements.OfAsync(drop.Claim, cancellationToken);
            fit = await gate.FitAsync(drop, stated, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return new TrialResult { Name = name, Refusal = e.Message + ".", RefusalRule = e.Rule, NewlyRejectedRows = before?.AcceptedRows ?? 0 };
        }

        var fitted = new FittedDrop(drop, fit, null, IsNews: false) { Totals = said?.Totals };
        var outcome = await new TrialGate(gate, new DatasetRules(lake, catalog), options).RunAsync(fitted, known, cancellationToken);
        return Result(drop, fit, stated, before, outcome);
    }

    private TrialResult Result(DropFile drop, ColumnFit fit, VersionStatements stated, TrialBefore? before, TrialOutcome outcome)
    {
        var (report, reasons, refusal, notes) = outcome;
        var format = drop.Format(fit.Contract.Inbox);
        var isCsv = format is FileFormat.Csv;
        return new TrialResult
        {
            Name = drop.Name,
            Contract = fit.Contract,
            WhyContract = Why(fit, stated),
            Format = format,
            Dialect = isCsv ? report.Form.Dialect : null,
            LineEnd = isCsv ? report.Form.LineEnd : null,
            HasMark = isCsv && report.Form.Mark,
            Columns = [.. fit.Contract.Columns.Where((_, i) => fit.SourceOf[i] is not null).Select(c => c.Name)],
            Absent = [.. fit.Contract.Columns.Where((_, i) => fit.SourceOf[i] is null).Select(c => c.Name)],
            Unknown = [.. fit.Unknown.Select(c => c.Name)],
            AcceptedRows = report.AcceptedRows,
            RejectedRows = report.RejectedRows,
            NewlyRejectedRows = refusal is null ? reasons.NewlyRejected : before?.AcceptedRows ?? reasons.NewlyRejected,
            Reasons = reasons.Of(report),
            Notes = notes,
            Refusal = refusal?.Reason,
            RefusalRule = refusal?.Rule,
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

    private DatasetInbox InboxOf(string? folder)
    {
        var dataset = contracts[0].Dataset;
        var mark = folder?.IndexOf(DatasetInbox.VersionMark, StringComparison.Ordinal) ?? -1;
        return new DatasetInbox(
            Path.Combine(options.Inbox, folder ?? dataset.Value), dataset, mark < 0 ? null : StatedVersion.TryParse(folder![(mark + 1)..]));
    }
}

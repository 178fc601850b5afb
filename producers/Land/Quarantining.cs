using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Puts files and rows of one dataset into quarantine, with the reason.</summary>
internal class Quarantining(LakeStore lake, DatasetName dataset, TimeProvider time)
{
    /// <summary>Writes the rejected rows of a drop that has a contract version.</summary>
    public virtual IRejectedRowsWriter Writer(Drop drop) =>
        new RejectedRowsWriter(lake.Quarantine, dataset, drop.LoadId, drop.Contract.Columns.Any(c => c.IsRestricted));

    /// <summary>Removes the entry of a load that will not be committed.</summary>
    public void Withdraw(LoadId loadId) => lake.Quarantine.Withdraw(dataset, loadId);

    /// <summary>Completes the entry with the rejected rows of a file whose other rows land.</summary>
    public async Task<string> RowsAsync(
        QuarantineEntry entry, Drop drop, GateReport report, CancellationToken cancellationToken)
    {
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Broken}. First: {drop.Name} {report.First}");
        await AddSidecarAsync(entry, drop.Claim, cancellationToken);
        return await entry.CompleteAsync(Reason(drop, drop.Contract.Version, QuarantineKind.Rows, reason, report, report.TotalRows), cancellationToken);
    }

    /// <summary>Ends a drop of which no row may land. A replayed drop stays in its entry.</summary>
    /// <param name="contract">Null when no version has been chosen.</param>
    /// <param name="report">The result of the check; null if the rows were not read.</param>
    /// <param name="entry">The entry with its rejected rows; null if there is none.</param>
    public async Task<DropOutcome> RefuseAsync(
        Drop drop, DataContract? contract, Refusal refusal, CancellationToken cancellationToken, GateReport? report = null, QuarantineEntry? entry = null)
    {
        if (!drop.IsUnchanged())
        {
            // Half a file looks broken, but the other half may still come: this is no reason for quarantine.
            return new DropOutcome.NotSettled(dataset, drop.Name, Drop.ChangedMeanwhile);
        }

        if (drop.Claim.Replay is { } replay)
        {
            return new DropOutcome.NotReplayed(dataset, drop.Name, replay.OfLoad, refusal.Reason);
        }

        using var begun = entry is null ? lake.Quarantine.Begin(dataset, drop.LoadId) : null;
        return await FileAsync(entry ?? begun!, drop, contract?.Version, refusal, report, cancellationToken);
    }

    /// <summary>Puts a whole file into quarantine.</summary>
    protected virtual async Task<DropOutcome.Quarantined> FileAsync(
        QuarantineEntry entry,
        Drop drop,
        ContractVersion? contract,
        Refusal refusal,
        GateReport? report,
        CancellationToken cancellationToken)
    {
        var kept = await lake.Raw.KeepAsync(dataset, drop.Raw, cancellationToken);
        await entry.AddFileAsync(kept, drop.Name, cancellationToken);
        await AddSidecarAsync(entry, drop.Claim, cancellationToken);
        if (refusal.Facts is { } facts)
        {
            await entry.AddFaultAsync(facts, cancellationToken);
        }

        var folder = await entry.CompleteAsync(
            Reason(drop, contract, QuarantineKind.File, refusal.Reason, report, null) with { Rule = refusal.Rule }, cancellationToken);
        return new DropOutcome.Quarantined(dataset, drop.Name, drop.LoadId, refusal.Reason, folder);
    }

    /// <summary>
    /// Puts the later content of a file into quarantine that was changed after it was claimed. The same bytes make the same
    /// entry.
    /// </summary>
    /// <param name="landedAs">The load with the earlier content.</param>
    public async Task<DropOutcome.Quarantined> LaterVersionAsync(Drop later, LoadId landedAs, CancellationToken cancellationToken)
    {
        var id = later.LoadId.LaterVersion(later.Hash);
        var reason = $"The file was changed after it was claimed. The earlier content has landed as load {landedAs}; this is the later content. "
            + "Compare the two. A replay ingests all of it, in addition to the rows that have landed. Its producer must write it under a temporary name and rename it when it is complete.";
        var kept = await lake.Raw.KeepAsync(dataset, later.Raw, cancellationToken);
        using var entry = lake.Quarantine.Begin(dataset, id);
        await entry.AddFileAsync(kept, later.Name, cancellationToken);
        await AddSidecarAsync(entry, later.Claim, cancellationToken);
        var folder = await entry.CompleteAsync(
            Reason(later, null, QuarantineKind.File, reason, null, null) with { LoadId = id, Rule = "written later", LaterVersionOf = landedAs }, cancellationToken);
        return new DropOutcome.Quarantined(dataset, later.Name, id, reason, folder);
    }

    /// <summary>A replay needs the sidecar's contract version and correlation id.</summary>
    private static async Task AddSidecarAsync(QuarantineEntry entry, FileClaim claim, CancellationToken cancellationToken)
    {
        if (claim.HasSidecar && File.Exists(claim.SidecarPath))
        {
            await entry.AddSidecarAsync(claim.SidecarPath, claim.SidecarName, cancellationToken);
        }
    }

    private QuarantineReason Reason(
        Drop drop, ContractVersion? contract, QuarantineKind kind, string reason, GateReport? report, long? totalRows) =>
        new()
        {
            LoadId = drop.LoadId,
            Dataset = dataset,
            FileName = drop.Name,
            InboxFolder = Path.GetFileName(drop.Claim.Inbox.Folder),
            Sha256 = drop.Hash,
            Bytes = drop.Bytes,
            WrittenAt = drop.WrittenAt,
            Contract = contract,
            Kind = kind,
            ReplayOf = drop.Claim.Replay?.OfLoad,
            IsMended = drop.Claim.Replay is { IsMendedRows: true },
            Form = report?.KeptForm,
            Reason = reason,
            TotalRows = totalRows,
            RejectedRows = report?.RejectedRows ?? 0,
            Violations = report?.KeptExamples ?? [],
            RawPath = lake.Layout.RawFile(dataset, drop.Hash, drop.Raw.Extension),
            At = time.GetUtcNow(),
        };
}

using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// Sends a quarantine entry through the gate again, after the contract or the file was corrected. The replay has its
/// own load id, and its commit names the old one. Rows that pass now land once, even after several or concurrent calls;
/// the rest stays. If a process stops half-way, the next <see cref="IngestFile"/> finishes the work.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class ReplayQuarantined(
    LakeStore lake,
    ContractCatalog catalog,
    ProducerOptions options,
    LoadIdSource ids,
    TimeProvider time,
    ILogger<ReplayQuarantined> logger,
    StepBorder? border = null)
{
    /// <param name="entry">An open entry.</param>
    /// <param name="mended">
    /// The corrected file, or the corrected rows in the form of the entry, each with its number. Missing rows are
    /// replayed unchanged. Null to replay the kept bytes.
    /// </param>
    /// <param name="by">The person who replays.</param>
    /// <param name="older">Whether an older snapshot replaces a newer one that has landed.</param>
    /// <returns>One outcome, or one for each member of an archive.</returns>
    /// <exception cref="ProducerException">
    /// No contract of the dataset takes files, or the kept bytes are missing or have changed; nothing was changed.
    /// </exception>
    /// <exception cref="LakeCorruptException">The entry's rejected rows are damaged; nothing was changed.</exception>
    /// <exception cref="HeldException">
    /// Another process uses the dataset or its quarantine; nothing was changed.
    /// </exception>
    /// <exception cref="IOException">A file cannot be read; nothing was changed.</exception>
    public async ValueTask<IReadOnlyList<DropOutcome>> RunAsync(
        QuarantinedLoad entry, string? mended, string by, bool older, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var contracts = IngestFile.ContractsOf(catalog, entry.Reason.Dataset);
        if (mended is not null)
        {
            FileClaims.ThrowIfOpen(mended);
        }

        var inbox = InboxOf(entry.Reason);
        using var turn = await DatasetClaims.TakeTurnAsync(options, contracts, wait: true, time, logger, cancellationToken);
        using var claims = new FileClaims(inbox, ids, time, border);
        FileClaim? claim;
        try
        {
            claim = await ClaimAsync(claims, entry, mended, by, older, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return [new DropOutcome.NotReplayed(entry.Reason.Dataset, entry.Reason.FileName, entry.LoadId, e.Message + ".")];
        }

        if (claim is null)
        {
            return [new DropOutcome.NotReplayed(entry.Reason.Dataset, entry.Reason.FileName, entry.LoadId, "Somebody has just closed it.")];
        }

        var history = new DropHistory(lake, catalog, contracts);
        var landing = new LakeLanding(
            lake, history, entry.Reason.Dataset, contracts[0].Inbox.Arrival.Identity, TimeSpan.Zero, time, logger, border);
        var pipeline = new DropPipeline(lake, catalog, contracts, options, landing, progress, border);
        try
        {
            await pipeline.RunAsync([claim], cancellationToken);
        }
        catch (OperationCanceledException) when (Directory.Exists(claim.Folder))
        {
            // The person who stopped it can run the command again: what has been committed is found by its identity.
            FileClaims.ReleaseAll(claim);
            throw;
        }

        return landing.Outcomes;
    }

    /// <summary>Null when the entry has been closed.</summary>
    private async Task<FileClaim?> ClaimAsync(
        FileClaims claims, QuarantinedLoad entry, string? mended, string by, bool older, CancellationToken cancellationToken)
    {
        var reason = entry.Reason;
        using var turn = await QuarantineTurn.TakeAsync(lake, reason.Dataset, options.Locks(time, logger), cancellationToken);
        if (lake.Quarantine.FindLoad(reason.Dataset, entry.LoadId) is not { IsOpen: true })
        {
            return null;
        }

        if (reason.Kind is QuarantineKind.Rows)
        {
            await entry.ConfirmAsync(Path.Combine(entry.Folder, QuarantineStore.RejectedRowsFile), cancellationToken);
            await entry.ConfirmAsync(Path.Combine(entry.Folder, QuarantineStore.RejectedRowsTableFile), cancellationToken);
        }

        var isMended = mended is not null || reason.IsMended;
        var note = new ReplayNote(entry.LoadId.Value, reason.Kind, isMended, by, older, reason.WrittenAt);
        if (note.IsMendedRows)
        {
            var form = reason.Form ?? throw new FileRefusedException("mended", "The entry does not record the dialect of its rows. Drop the corrected rows as a new file, and discard the entry");
            return await claims.ReplayAsync(MendedName(reason.FileName), entry.Sidecar, note, path => MendedRows.WriteAsync(
                entry, form, mended ?? entry.RejectedRows!, path, Path.Combine(Path.GetDirectoryName(path)!, RowOrigins.FileName), cancellationToken));
        }

        var source = mended ?? await KeptAsync(entry, cancellationToken);
        return await claims.ReplayAsync(reason.FileName, entry.Sidecar, note, path =>
        {
            // A file that somebody mended is theirs to change; kept bytes may have a second name.
            if (mended is not null || !DurableFiles.TryLinkOrNone(source, path))
            {
                File.Copy(source, path, overwrite: true);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Corrected rows are text, even if the file was compressed or Parquet.</summary>
    private static string MendedName(string name)
    {
        const string ending = ".mended.csv";
        var folder = name[..(name.LastIndexOf('/') + 1)];
        return name.EndsWith(ending, StringComparison.Ordinal) ? name : folder + SafeFileName.Of(name + ending);
    }

    /// <summary>In <c>raw/</c>, or in the entry: whichever has the bytes that came.</summary>
    private async Task<string> KeptAsync(QuarantinedLoad entry, CancellationToken cancellationToken)
    {
        var (reason, changed) = (entry.Reason, default(string));
        foreach (var place in new[] { lake.Raw.Find(reason.Dataset, reason.Sha256), entry.File }.OfType<string>().Where(File.Exists))
        {
            if (await FileHash.OfAsync(place, cancellationToken) == reason.Sha256)
            {
                return place;
            }

            changed ??= place;
        }

        throw new ProducerException(changed is null
            ? $"The bytes of {reason.FileName} no longer exist (SHA-256 {reason.Sha256}): {entry.LoadId} cannot be replayed. Nothing was changed; drop the file again, or replay it with --file."
            : $"The bytes in '{changed}' are not the original bytes of {reason.FileName} (SHA-256 {reason.Sha256}): {entry.LoadId} cannot be replayed. Nothing was changed; restore them from a backup of the lake, drop the file again, or replay it with --file.");
    }

    /// <summary>The inbox that the file was dropped into, because its folder's name may state the version.</summary>
    private DatasetInbox InboxOf(QuarantineReason reason) =>
        InboxFolders.Look(options.Inbox).Of(reason.Dataset).FirstOrDefault(i => Path.GetFileName(i.Folder) == reason.InboxFolder)
        ?? DatasetInbox.Own(options, reason.Dataset);
}

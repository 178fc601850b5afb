using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// Takes what is in quarantine through the gate once more, after the contract or the file was mended: under a load id of
/// its own, in a commit that names the old one. Rows that pass now are published once, however often and by how many this
/// is called; the rest stays. What a process left half done is finished by the next <see cref="IngestFile"/>.
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
    /// <param name="entry">One that is open.</param>
    /// <param name="mended">A whole file that takes the place of the one that was refused; null for the kept bytes.</param>
    /// <param name="by">Who asks for it.</param>
    /// <returns>One outcome, or one for each member of an archive.</returns>
    /// <exception cref="ProducerException">No contract of the dataset takes files, or the kept bytes are gone.</exception>
    /// <exception cref="IOException">A file cannot be read; nothing was changed.</exception>
    public async ValueTask<IReadOnlyList<DropOutcome>> RunAsync(
        QuarantinedLoad entry, string? mended, string by, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var contracts = IngestFile.ContractsOf(catalog, entry.Reason.Dataset);
        var inbox = InboxOf(entry.Reason);
        using var turn = await DatasetTurn.TakeAsync(
            new DatasetInbox(Path.Combine(options.Inbox, entry.Reason.Dataset.Value), entry.Reason.Dataset), contracts, cancellationToken);
        using var claims = new FileClaims(inbox, ids, time);
        var claim = await ClaimAsync(claims, entry, mended, by, cancellationToken);
        if (claim is null)
        {
            return [new NotReplayed(entry.Reason.Dataset, entry.Reason.FileName, entry.LoadId, "Somebody has just closed it.")];
        }

        var book = new OutcomeBook(entry.Reason.Dataset, logger, time);
        var run = new IngestRun(lake, contracts, options, time, book, progress, border);
        try
        {
            await run.IngestAsync([claim], cancellationToken);
        }
        catch (OperationCanceledException) when (Directory.Exists(claim.Folder))
        {
            // Whoever stopped it types the same again; what had been committed is found by its identity.
            FileClaims.ReleaseAll(claim);
            throw;
        }

        return book.Outcomes;
    }

    /// <summary>Null when the entry has been closed.</summary>
    private async Task<FileClaim?> ClaimAsync(
        FileClaims claims, QuarantinedLoad entry, string? mended, string by, CancellationToken cancellationToken)
    {
        var reason = entry.Reason;
        using var turn = await QuarantineTurn.TakeAsync(lake, reason.Dataset, cancellationToken);
        if (lake.Quarantine.FindLoad(reason.Dataset, entry.LoadId) is not { IsOpen: true })
        {
            return null;
        }

        var note = new ReplayNote(entry.LoadId.Value, reason.Kind, by);
        return mended is not null
            ? claims.Replay(mended, isKept: false, reason.FileName, entry.Sidecar, note)
            : claims.Replay(Kept(entry), isKept: true, reason.FileName, entry.Sidecar, note);
    }

    private string Kept(QuarantinedLoad entry) =>
        lake.Raw.Find(entry.Reason.Dataset, entry.Reason.Sha256) ?? (File.Exists(entry.File) ? entry.File : null)
        ?? throw new ProducerException(
            $"The bytes of {entry.Reason.FileName} are not kept any more (SHA-256 {entry.Reason.Sha256}): {entry.LoadId} cannot be replayed. Nothing was changed; drop the file again, or replay it with --file.");

    /// <summary>Where the file was dropped: the folder's name may say the version.</summary>
    private DatasetInbox InboxOf(QuarantineReason reason) =>
        DatasetInbox.All(options.Inbox, reason.Dataset).FirstOrDefault(i => Path.GetFileName(i.Folder) == reason.InboxFolder)
        ?? new DatasetInbox(Path.Combine(options.Inbox, reason.Dataset.Value), reason.Dataset);
}

using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// Ingests settled files: takes them from a dataset's inbox through the gate into the lake. It can run again at any
/// time, and in several processes at once: one process claims a file, and if a process stops half-way, the next one
/// finishes its work under the same load id.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class IngestFile(
    LakeStore lake,
    ContractCatalog catalog,
    ProducerOptions options,
    LoadIdSource ids,
    TimeProvider time,
    ILogger<IngestFile> logger,
    StepBorder? border = null)
{
    private readonly ConcurrentDictionary<DatasetName, ArrivalWatch> watches = new();
    private readonly ConcurrentDictionary<DatasetName, HashSet<NotSettled>> told = new();

    /// <summary>
    /// Ingests all settled files in the inbox of one dataset: its own folder, and the folders next to it that state a
    /// version (<c>orders@1</c>).
    /// </summary>
    /// <exception cref="ProducerException">No contract of the dataset takes files.</exception>
    /// <exception cref="HeldException">Another process is ingesting its files; nothing was changed.</exception>
    public async ValueTask<IngestSummary> RunAsync(
        DatasetName dataset, IngestOptions ingest, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var contracts = ContractsOf(catalog, dataset);
        var all = (ingest.Folders ?? InboxFolders.Look(options.Inbox)).Of(dataset).Where(i => Directory.Exists(i.Folder)).ToList();
        var closed = all.Select(i => (Inbox: i, Why: i.WhyClosed())).Where(i => i.Why is not null).ToList();
        var folders = all.Except(closed.Select(c => c.Inbox)).Select(i => ArrivalFolder.Of(i, contracts)).ToList();
        var (book, run) = Begin(contracts, progress);
        if (folders.Count > 0)
        {
            using var turn = await DatasetTurn.TakeAsync(InboxOf(dataset), contracts, Locks(ingest), cancellationToken);
            using var claims = new FolderClaims(folders.Select(f => f.Inbox), ids, time);
            await TakeAbandonedAsync(folders, claims, run, cancellationToken);
            await TakeArrivalsAsync(dataset, folders, claims, run, book, ingest, cancellationToken);
            await new DailySweep(lake, time).RunAsync(dataset, folders.SelectMany(f => f.Inbox.ClaimedLoads()).ToHashSet(), cancellationToken);
        }

        book.Add(closed.Select(c => new NotSettled(dataset, c.Inbox.Label, c.Why!) { IsStuck = true }));
        TellOnce(dataset, book.Outcomes);
        // The load comes next, and its memory is another's.
        SpareMemory.GiveBack();
        return new IngestSummary(book.Outcomes);
    }

    /// <summary>Ingests one named file. The file and its sidecar stay where they are.</summary>
    /// <exception cref="ProducerException">No contract of the dataset takes files.</exception>
    /// <exception cref="HeldException">
    /// Another process is ingesting files of the dataset; nothing was changed.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read; nothing was changed.</exception>
    public async ValueTask<IngestSummary> RunAsync(
        string file,
        DatasetName dataset,
        IngestOptions ingest,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var contracts = ContractsOf(catalog, dataset);
        if (DatasetInbox.IsSidecarOfFile(file))
        {
            return new IngestSummary([new NotSettled(dataset, Path.GetFileName(file), DatasetInbox.GoesWithItsFile)]);
        }

        var inbox = InboxOf(dataset);
        using var turn = await DatasetTurn.TakeAsync(inbox, contracts, Locks(ingest), cancellationToken);
        using var claims = new FileClaims(inbox, ids, time);
        var (book, run) = Begin(contracts, progress);
        var claim = await claims.CopyAsync(file, ingest, cancellationToken);
        try
        {
            await run.IngestAsync([claim], cancellationToken);
        }
        catch (OperationCanceledException) when (Directory.Exists(claim.Folder))
        {
            // Whoever stopped it has the file, and types the same again: the copy must not be taken besides.
            FileClaims.ReleaseAll(claim);
            throw;
        }

        // The load comes next, and its memory is another's.
        SpareMemory.GiveBack();
        return new IngestSummary(book.Outcomes);
    }

    /// <summary>The versions that take files, newest first; at least one.</summary>
    /// <exception cref="ProducerException">There is none.</exception>
    internal static List<DataContract> ContractsOf(ContractCatalog catalog, DatasetName dataset)
    {
        var newestFirst = catalog.Versions(dataset).Where(c => c.TakesFiles).Reverse().ToList();
        return newestFirst.Count > 0
            ? newestFirst
            : throw new ProducerException(catalog.Unread.Contains(dataset)
                ? $"A published contract of dataset '{dataset}' cannot be read. Its files stay where they are. See which with: datashare status"
                : $"Dataset '{dataset}' has no published contract that takes files. Its files stay where they are. "
                    + $"See its versions with: datashare schema list {dataset}");
    }

    private async Task TakeAbandonedAsync(
        List<ArrivalFolder> folders, FolderClaims claims, IngestRun run, CancellationToken cancellationToken)
    {
        foreach (var abandoned in folders.SelectMany(f => TakeOver(claims.Of(f.Inbox), f)).OrderBy(c => c.LoadId).ToList())
        {
            // A member of an archive is taken with its archive, which is before it.
            if (Directory.Exists(abandoned.Folder))
            {
                await run.IngestAsync([abandoned], cancellationToken);
            }
        }
    }

    private async Task TakeArrivalsAsync(
        DatasetName dataset,
        List<ArrivalFolder> folders,
        FolderClaims claims,
        IngestRun run,
        OutcomeBook book,
        IngestOptions ingest,
        CancellationToken cancellationToken)
    {
        var arrivals = new Arrivals(folders, options, time);
        var watch = watches.GetOrAdd(dataset, _ => new ArrivalWatch(time));
        var (settled, others) = await arrivals.LookAsync(watch, ingest.WaitForSettle, cancellationToken);
        foreach (var batch in arrivals.Batches(settled))
        {
            var claimed = batch.Select(f => Claim(claims.Of(f.At.Inbox), f, ingest, book)).OfType<FileClaim>();
            await run.IngestAsync([.. claimed], cancellationToken);
        }

        book.Add(others);
    }

    /// <summary>Null when it is not ours; one that cannot be moved does not stand in the way of the others.</summary>
    private static FileClaim? Claim(FileClaims claims, Arrival file, IngestOptions ingest, OutcomeBook book)
    {
        try
        {
            return claims.Claim(file.File, file.Marker, ingest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskSpace.IsFull(e))
        {
            book.Add([new NotSettled(file.At.Inbox.Dataset, file.File.Name, $"it cannot be taken out of the inbox ({e.Message.TrimEnd('.')})") { IsStuck = true }]);
            return null;
        }
    }

    /// <summary>A service looks every few seconds, and what can never be taken, or not yet, is there each time.</summary>
    private void TellOnce(DatasetName dataset, IReadOnlyList<DropOutcome> outcomes)
    {
        var now = outcomes.OfType<NotSettled>().Where(o => o.IsStuck || o.IsOpen).ToHashSet();
        var before = told.GetValueOrDefault(dataset) ?? [];
        told[dataset] = now;
        foreach (var outcome in now.ExceptBy(before.Select(Told), Told))
        {
            var (name, reason) = (PrintableText.Of(outcome.Name), PrintableText.Of(outcome.Reason));
            if (outcome.IsOpen)
            {
                logger.StillOpen(name, dataset, reason);
            }
            else
            {
                logger.NeverTaken(name, dataset, reason);
            }
        }
    }

    /// <summary>Who has a file open is named in one look and maybe not in the next, when it is just being closed.</summary>
    private static NotSettled Told(NotSettled outcome) => outcome.IsOpen ? outcome with { Reason = "" } : outcome;

    private LockRules Locks(IngestOptions ingest) =>
        options.Locks(time, logger) with { Longest = ingest.WaitForTurn ? options.LockTimeout : TimeSpan.Zero };

    private DatasetInbox InboxOf(DatasetName dataset) => new(Path.Combine(options.Inbox, dataset.Value), dataset);

    private (OutcomeBook Book, IngestRun Run) Begin(List<DataContract> contracts, IProgress<IngestProgress>? progress)
    {
        var dataset = contracts[0].Dataset;
        var settle = contracts.Max(c => c.Inbox.Arrival.Settle);
        var book = new OutcomeBook(dataset, logger, time, new ClaimEnd(lake, dataset, settle, time));
        var ends = new IngestEnds(lake, dataset, contracts[0].Inbox.Arrival.Identity, book, time, border);
        return (book, new IngestRun(lake, catalog, contracts, options, ends, progress, border));
    }

    private List<FileClaim> TakeOver(FileClaims claims, ArrivalFolder at)
    {
        var abandoned = claims.TakeOverAbandoned().ToList();
        foreach (var claim in abandoned)
        {
            using var scope = logger.BeginLoad(claim.LoadId);
            logger.TakenOver(PrintableText.Of(claim.Name), at.Inbox.Dataset);
            if (claim.Member is null && at.Rules.MarkerSuffix is { } suffix)
            {
                DeleteLeftMarker(Path.Combine(at.Inbox.Folder, claim.Name), suffix);
            }
        }

        return abandoned;
    }

    /// <summary>
    /// The process may have ended between the claim and the removal of its marker. A marker is written after its file,
    /// so one that is younger than a file of the same name belongs to that one.
    /// </summary>
    private static void DeleteLeftMarker(string file, string suffix)
    {
        var marker = file + suffix;
        if (!File.Exists(file) || File.GetLastWriteTimeUtc(marker) < File.GetLastWriteTimeUtc(file))
        {
            File.Delete(marker);
        }
    }
}

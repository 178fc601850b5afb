using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// The files that one process claims in the folders of a dataset, while it has the dataset's turn: first those that processes
/// left behind, then those that have settled.
/// </summary>
internal sealed partial class DatasetClaims : IDisposable
{
    private readonly Dictionary<ArrivalFolder, FileClaims> claims = [];
    private readonly List<DropOutcome.NotSettled> waiting = [];
    private readonly Arrivals arrivals;
    private readonly IngestOptions wanted;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly IDisposable? turn;

    private DatasetClaims(
        IReadOnlyList<ArrivalFolder> folders, ProducerOptions options, IngestOptions wanted, LoadIdSource ids, TimeProvider time, ILogger logger, StepBorder? border, IDisposable? turn)
    {
        (this.wanted, this.time, this.logger, this.turn) = (wanted, time, logger, turn);
        arrivals = new Arrivals(folders, options, time);
        try
        {
            foreach (var folder in folders)
            {
                claims.Add(folder, new FileClaims(folder.Inbox, ids, time, border));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The files that have not been claimed, each with the reason.</summary>
    public IReadOnlyList<DropOutcome.NotSettled> Waiting => waiting;

    /// <summary>Waits for the turn. Folders that do not exist are left out, and a folder that cannot be used is waiting.</summary>
    /// <param name="newestFirst">The versions that take files; at least one.</param>
    /// <exception cref="HeldException">Another process has the turn for longer than is allowed; nothing was changed.</exception>
    public static async Task<DatasetClaims> OpenAsync(
        IReadOnlyList<DataContract> newestFirst, ProducerOptions options, IngestOptions wanted, LoadIdSource ids, TimeProvider time, ILogger logger, StepBorder? border, CancellationToken cancellationToken)
    {
        var folders = new List<ArrivalFolder>();
        var closed = new List<DropOutcome.NotSettled>();
        foreach (var inbox in (wanted.Folders ?? InboxFolders.Look(options.Inbox)).Of(newestFirst[0].Dataset).Where(i => Directory.Exists(i.Folder)))
        {
            if (inbox.WhyClosed() is { } why)
            {
                closed.Add(new DropOutcome.NotSettled(inbox.Dataset, inbox.Label, why) { IsStuck = true });
            }
            else
            {
                folders.Add(ArrivalFolder.Of(inbox, newestFirst));
            }
        }

        var turn = folders.Count > 0 ? await TakeTurnAsync(options, newestFirst, wanted.WaitForTurn, time, logger, cancellationToken) : null;
        var claims = new DatasetClaims(folders, options, wanted, ids, time, logger, border, turn);
        claims.waiting.AddRange(closed);
        return claims;
    }

    /// <summary>
    /// Takes over the claims of processes that have ended, oldest first. A member of an archive is left out once its archive
    /// has been processed.
    /// </summary>
    public IEnumerable<FileClaim> TakeOver() =>
        claims.SelectMany(c => TakeOver(c.Key, c.Value)).OrderBy(c => c.LoadId).ToList().Where(c => Directory.Exists(c.Folder));

    /// <summary>Claims the settled files, batch by batch. A file that cannot be moved does not block the others: it waits.</summary>
    public async IAsyncEnumerable<IReadOnlyList<FileClaim>> ClaimAsync(
        SeenFiles seen, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (settled, others) = await arrivals.LookAsync(seen, wanted.WaitForSettle, cancellationToken);
        waiting.InsertRange(0, others);
        foreach (var batch in arrivals.Batches(settled))
        {
            yield return [.. batch.Select(Claim).OfType<FileClaim>()];
        }
    }

    /// <summary>Once a day, removes from the lake what no commit and no claimed file needs.</summary>
    public async Task SweepAsync(LakeStore lake, CancellationToken cancellationToken)
    {
        if (claims.Count > 0)
        {
            var loads = claims.Keys.SelectMany(f => f.Inbox.ClaimedLoads()).ToHashSet();
            await new DailySweep(lake, time).RunAsync(claims.Keys.First().Inbox.Dataset, loads, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var claim in claims.Values)
        {
            claim.Dispose();
        }

        turn?.Dispose();
    }

    /// <summary>Null if another process was faster, or the file cannot be moved.</summary>
    private FileClaim? Claim(Arrival file)
    {
        try
        {
            return claims[file.At].Claim(file.File, file.Marker, wanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskSpace.IsFull(e))
        {
            waiting.Add(new DropOutcome.NotSettled(file.At.Inbox.Dataset, file.File.Name, $"it cannot be taken out of the inbox ({e.Message.TrimEnd('.')})") { IsStuck = true });
            return null;
        }
    }

    private IReadOnlyList<FileClaim> TakeOver(ArrivalFolder at, FileClaims of)
    {
        var abandoned = of.TakeOverAbandoned();
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
    /// The process may have ended between the claim and the removal of the marker. A marker is written after its file, so one
    /// that is younger than a file of the same name belongs to that file.
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

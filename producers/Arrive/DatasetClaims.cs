using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>The claims of one process on files in all folders of a dataset.</summary>
internal sealed class DatasetClaims : IDisposable
{
    private readonly Dictionary<ArrivalFolder, FileClaims> claims = [];
    private readonly ILogger logger;

    public DatasetClaims(IEnumerable<ArrivalFolder> folders, LoadIdSource ids, TimeProvider time, ILogger logger)
    {
        this.logger = logger;
        try
        {
            foreach (var folder in folders)
            {
                claims.Add(folder, new FileClaims(folder.Inbox, ids, time));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Loads that this process or others work on, or that a process left.</summary>
    public IReadOnlySet<LoadId> Loads => claims.Keys.SelectMany(f => f.Inbox.ClaimedLoads()).ToHashSet();

    /// <summary>
    /// Takes over the claims of processes that have ended, oldest first. A member of an archive is left out once its archive
    /// has been processed.
    /// </summary>
    public IEnumerable<FileClaim> TakeOver() =>
        claims.SelectMany(c => TakeOver(c.Key, c.Value)).OrderBy(c => c.LoadId).ToList().Where(c => Directory.Exists(c.Folder));

    /// <summary>Claims settled files. One that cannot be moved does not block the others: it is added to the stuck ones.</summary>
    public IReadOnlyList<FileClaim> Claim(IReadOnlyList<Arrival> settled, IngestOptions wanted, List<NotSettled> stuck)
    {
        var claimed = new List<FileClaim>();
        foreach (var file in settled)
        {
            try
            {
                if (claims[file.At].Claim(file.File, file.Marker, wanted) is { } claim)
                {
                    claimed.Add(claim);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskSpace.IsFull(e))
            {
                stuck.Add(new NotSettled(file.At.Inbox.Dataset, file.File.Name, $"it cannot be taken out of the inbox ({e.Message.TrimEnd('.')})") { IsStuck = true });
            }
        }

        return claimed;
    }

    public void Dispose()
    {
        foreach (var claim in claims.Values)
        {
            claim.Dispose();
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

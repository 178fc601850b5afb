using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on the quarantine of a dataset, for as long as it takes to begin a replay or to discard an
/// entry, so that no entry is discarded whose rows are on their way into the lake.
/// </summary>
internal static class QuarantineTurn
{
    /// <exception cref="HeldException">Another process has it for longer than the rules say.</exception>
    public static async Task<IDisposable> TakeAsync(
        LakeStore lake, DatasetName dataset, LockRules rules, CancellationToken cancellationToken)
    {
        var folder = lake.Layout.QuarantineFolder(dataset);
        DurableFiles.CreateFolder(folder);
        return await FileLock.TakeAsync(
            Path.Combine(folder, ".turn"), $"replays or discards quarantine entries of '{dataset}'", rules, cancellationToken);
    }

    /// <summary>The load that has begun to replay the entry and has not ended, or null.</summary>
    /// <param name="root">The folder with one folder a dataset.</param>
    public static LoadId? ReplayOf(string root, DatasetName dataset, LoadId entry) =>
        InboxFolders.Look(root).Of(dataset)
            .Select(inbox => inbox.ClaimedFolder)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(claim => ReplayNote.Read(claim)?.OfLoad == entry)
            .Select(claim => LoadId.TryParse(Path.GetFileName(claim)))
            .FirstOrDefault(id => id is not null);
}

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on the quarantine of a dataset. A process holds it while it begins a replay or discards an
/// entry, so that nobody discards an entry while its rows are on their way into the lake.
/// </summary>
internal static class QuarantineTurn
{
    /// <exception cref="HeldException">Another process holds it for longer than the rules allow.</exception>
    public static async Task<IDisposable> TakeAsync(
        LakeStore lake, DatasetName dataset, LockRules rules, CancellationToken cancellationToken)
    {
        var folder = lake.Layout.QuarantineFolder(dataset);
        DurableFiles.CreateFolder(folder);
        return await FileLock.TakeAsync(
            Path.Combine(folder, ".turn"), $"replays or discards quarantine entries of '{dataset}'", rules, cancellationToken);
    }

    /// <summary>The unfinished load that replays the entry, or null.</summary>
    /// <param name="root">The inbox, which has one folder for each dataset.</param>
    public static LoadId? ReplayOf(string root, DatasetName dataset, LoadId entry) =>
        InboxFolders.Look(root).Of(dataset)
            .Select(inbox => inbox.ClaimedFolder)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(claim => ReplayNote.Read(claim)?.OfLoad == entry)
            .Select(claim => LoadId.TryParse(Path.GetFileName(claim)))
            .FirstOrDefault(id => id is not null);
}

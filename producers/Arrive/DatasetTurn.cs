using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on a dataset whose drops must be committed in the order they came: of a snapshot the
/// newest counts, of a key the last row. Two processes with a file each could commit them the other way round. What a
/// process that ended had claimed is taken over before anything new.
/// </summary>
internal static class DatasetTurn
{
    /// <summary>
    /// Waits for the turn. Null when order does not matter: appended rows are the same in any order. But of two majors, whose
    /// logs know nothing of each other, both could take the same content.
    /// </summary>
    /// <param name="inbox">The dataset's own folder, whichever the files are in.</param>
    /// <param name="contracts">The versions that its files may be of.</param>
    /// <exception cref="HeldException">Another process has it for longer than the rules say.</exception>
    public static async Task<IDisposable?> TakeAsync(
        DatasetInbox inbox, IReadOnlyList<DataContract> contracts, LockRules rules, CancellationToken cancellationToken)
    {
        if (contracts.All(c => c.Write.Mode is WriteMode.Append) && contracts.DistinctBy(c => c.Version.Major).Count() == 1)
        {
            return null;
        }

        DurableFiles.CreateFolder(inbox.ClaimedFolder);
        return await FileLock.TakeAsync(
            Path.Combine(inbox.ClaimedFolder, ".turn"), $"takes files of dataset '{inbox.Dataset}'", rules, cancellationToken);
    }
}

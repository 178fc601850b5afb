using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on a dataset whose drops must be committed in the order they came: of a snapshot the
/// newest counts, of a key the last row. Two processes with a file each could commit them the other way round. The
/// system ends the turn with the process; what it had claimed is taken over before anything new.
/// </summary>
internal static class DatasetTurn
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the turn. Null when order does not matter: appended rows are the same in any order.</summary>
    /// <param name="inbox">The dataset's own folder, whichever the files are in.</param>
    /// <param name="contracts">The versions that its files may be of.</param>
    public static async Task<IDisposable?> TakeAsync(
        DatasetInbox inbox, IReadOnlyList<DataContract> contracts, CancellationToken cancellationToken)
    {
        if (contracts.All(c => c.Write.Mode is WriteMode.Append))
        {
            return null;
        }

        DurableFiles.CreateFolder(inbox.ClaimedFolder);
        var path = Path.Combine(inbox.ClaimedFolder, ".turn");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process has it.
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}

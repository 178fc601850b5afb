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
    public static async Task<IDisposable?> TakeAsync(
        DatasetInbox inbox, WriteMode mode, CancellationToken cancellationToken)
    {
        if (mode == WriteMode.Append)
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

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on the quarantine of a dataset, for as long as it takes to begin a replay or to discard an
/// entry, so that no entry is discarded whose rows are on their way into the lake.
/// </summary>
internal sealed class QuarantineTurn : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream held;

    private QuarantineTurn(FileStream held) => this.held = held;

    public static async Task<QuarantineTurn> TakeAsync(LakeStore lake, DatasetName dataset, CancellationToken cancellationToken)
    {
        var folder = lake.Layout.QuarantineFolder(dataset);
        DurableFiles.CreateFolder(folder);
        while (true)
        {
            try
            {
                return new QuarantineTurn(WorkerLock.Take(Path.Combine(folder, ".turn"), FileOptions.None));
            }
            catch (IOException e) when (WorkerLock.IsTaken(e))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>The load that has begun to replay the entry and has not ended, or null.</summary>
    /// <param name="root">The folder with one folder a dataset.</param>
    public static LoadId? ReplayOf(string root, DatasetName dataset, LoadId entry) =>
        DatasetInbox.All(root, dataset)
            .Select(inbox => inbox.ClaimedFolder)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(claim => ReplayNote.Read(claim)?.OfLoad == entry)
            .Select(claim => LoadId.TryParse(Path.GetFileName(claim)))
            .FirstOrDefault(id => id is not null);

    public void Dispose() => held.Dispose();
}

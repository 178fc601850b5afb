using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// The turn of one process on a dataset whose drops must be committed in the order of arrival, because the newest snapshot or
/// the last row of a key counts. Two processes with one file each could commit them in the wrong order. The process with the
/// turn first takes over abandoned claims.
/// </summary>
internal sealed partial class DatasetClaims
{
    /// <summary>
    /// Waits for the turn. Null when order does not matter: appended rows are the same in any order. With two majors it matters
    /// even for appended rows: their logs are separate, so both could take the same content.
    /// </summary>
    /// <param name="contracts">The versions that its files may have.</param>
    /// <param name="wait">Whether to wait for another process, as long as the options allow.</param>
    /// <exception cref="HeldException">Another process has the turn for longer than that; nothing was changed.</exception>
    public static async Task<IDisposable?> TakeTurnAsync(
        ProducerOptions options, IReadOnlyList<DataContract> contracts, bool wait, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        if (contracts.All(c => c.Write.Mode is WriteMode.Append) && contracts.DistinctBy(c => c.Version.Major).Count() == 1)
        {
            return null;
        }

        var inbox = DatasetInbox.Own(options, contracts[0].Dataset);
        DurableFiles.CreateFolder(inbox.ClaimedFolder);
        var rules = options.Locks(time, logger);
        return await FileLock.TakeAsync(
            Path.Combine(inbox.ClaimedFolder, ".turn"),
            $"takes files of dataset '{inbox.Dataset}'",
            wait ? rules : rules with { Longest = TimeSpan.Zero },
            cancellationToken);
    }
}

using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Closes a quarantine entry that is not needed. Removes nothing. Can be repeated.</summary>
public sealed class DiscardQuarantined(LakeStore lake, ProducerOptions options, TimeProvider time, ILogger<DiscardQuarantined> logger)
{
    /// <returns>The closed entry. If several people close it, the first closure counts.</returns>
    /// <exception cref="ProducerException">The entry is being replayed; nothing was changed.</exception>
    /// <exception cref="HeldException">Another process uses the quarantine; nothing was changed.</exception>
    /// <exception cref="IOException">A file operation failed; the message has the path and the system's reason.</exception>
    public async ValueTask<QuarantinedLoad> RunAsync(
        QuarantinedLoad entry, string by, string why, CancellationToken cancellationToken)
    {
        var dataset = entry.Reason.Dataset;
        using var turn = await QuarantineTurn.TakeAsync(lake, dataset, options.Locks(time, logger), cancellationToken);
        if (QuarantineTurn.ReplayOf(options.Inbox, dataset, entry.LoadId) is { } replay)
        {
            throw new ProducerException(
                $"{entry.LoadId} of {dataset} is being replayed as {replay}, and was not discarded. If the replay has stopped, finish it with: datashare ingest --dataset {dataset}");
        }

        var closure = new QuarantineClosure(QuarantineEnd.Discarded, by, why, time.GetUtcNow(), null);
        return entry with { Closed = await lake.Quarantine.CloseAsync(dataset, entry.LoadId, closure, cancellationToken) };
    }
}

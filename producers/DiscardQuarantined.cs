using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Somebody says that an entry of the quarantine is not needed. Nothing is removed. May be repeated.</summary>
public sealed class DiscardQuarantined(LakeStore lake, ProducerOptions options, TimeProvider time, ILogger<DiscardQuarantined> logger)
{
    /// <returns>The entry as it is now: closed, by whoever was first.</returns>
    /// <exception cref="ProducerException">It is being replayed; nothing was changed.</exception>
    /// <exception cref="HeldException">Another process is at the quarantine; nothing was changed.</exception>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
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

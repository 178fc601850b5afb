using DataShare.Consumers;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Polls for one consumer.</summary>
internal sealed class PollJob(
    IWarehouse warehouse,
    PollConsumer poll,
    SeenVersions seen,
    JobFrame frame,
    ILogger<PollJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        if (Frame.Served.Consumers.Find(key.Name) is not { } consumer)
        {
            // The job was woken before its definition was removed.
            return;
        }

        var newest = await warehouse.Ledger.NewestAsync(cancellationToken);
        var outcome = await poll.RunAsync(consumer, cancellationToken);
        if (outcome is PollOutcome.Nothing or PollOutcome.Delivered or PollOutcome.Paused or PollOutcome.Misfit or PollOutcome.Stopped or PollOutcome.PausedByHand)
        {
            seen.Note(key.Name, newest);
        }
    }
}

using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Wakes the consumers with <c>onCommit</c> if the ledger has grown (another process may have loaded), and the consumers
/// whose last poll failed.
/// </summary>
internal sealed class WatchLedgerJob(
    SeenVersions seen, JobFrame frame, ILogger<WatchLedgerJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var newest = await seen.NewestAsync(cancellationToken);
        foreach (var consumer in Frame.Served.Consumers.Definitions)
        {
            if (consumer.Schedule.OnCommit && seen.IsBehind(consumer, newest))
            {
                await Frame.WakeUps.WakeAsync(Schedule.Poll(consumer.Name), cancellationToken);
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Looks which datasets have something in their inbox folder and wakes their ingest. A watcher on the file system
/// would be quicker, but loses events without saying so.
/// </summary>
internal sealed class ScanInboxJob(
    Inbox inbox, JobFrame frame, ILogger<ScanInboxJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var folders = inbox.Look();
        foreach (var dataset in Frame.Served.Contracts.Datasets.Where(d => inbox.HasWork(d, folders)))
        {
            await Frame.WakeUps.WakeAsync(Schedule.Ingest(dataset), cancellationToken);
        }
    }
}

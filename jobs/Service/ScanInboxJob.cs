using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Finds the datasets with files in their inbox folders and wakes their ingests. A watcher on the file system would be
/// faster, but it can lose events without an error.
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

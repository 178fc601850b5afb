using DataShare.Lake;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Wakes the load of each dataset whose lake has commits this process has not loaded: those of other processes,
/// and those whose load failed.
/// </summary>
internal sealed class WatchLakeJob(
    LakeStore lake, LoadedVersions loaded, JobFrame frame, ILogger<WatchLakeJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        foreach (var dataset in Frame.Served.Contracts.Datasets)
        {
            if (await loaded.IsBehindAsync(lake, dataset, cancellationToken))
            {
                await Frame.WakeUps.WakeAsync(Schedule.Load(dataset), cancellationToken);
            }
        }
    }
}

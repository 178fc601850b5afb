using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Loads one dataset's new lake commits, and wakes its consumers with <c>onCommit</c>.</summary>
internal sealed class LoadJob(
    LoadDataset load,
    LoadedVersions loaded,
    JobFrame frame,
    ILogger<LoadJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var dataset = DatasetName.Parse(key.Name);
        var versions = await loaded.ReadAsync(dataset, cancellationToken);
        var summary = await load.RunAsync(dataset, Frame.Served.Contracts, cancellationToken);
        loaded.Note(versions);
        if (summary.Loads.Count == 0)
        {
            return;
        }

        foreach (var consumer in Frame.Served.Consumers.Definitions)
        {
            if (consumer.Schedule.OnCommit && consumer.Reads.Any(r => r.Dataset == dataset))
            {
                await Frame.WakeUps.WakeAsync(Schedule.Poll(consumer.Name), cancellationToken);
            }
        }
    }
}

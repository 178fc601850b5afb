using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Ingests what is ready in one dataset's inbox, and wakes its load when something landed.</summary>
internal sealed class IngestJob(
    IngestFile ingest, JobFrame frame, ILogger<IngestJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var dataset = DatasetName.Parse(key.Name);
        var summary = await ingest.RunAsync(dataset, new IngestOptions(), progress: null, cancellationToken);
        if (summary.Outcomes.Any(o => o is Landed))
        {
            await Frame.WakeUps.WakeAsync(Schedule.Load(dataset), cancellationToken);
        }
    }
}

using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Ingests the settled files of one dataset's inbox, and wakes its load if something landed.</summary>
internal sealed class IngestJob(
    IngestFile ingest, HeldTurns turns, JobFrame frame, ILogger<IngestJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var dataset = DatasetName.Parse(key.Name);
        IngestSummary summary;
        try
        {
            summary = await ingest.RunAsync(dataset, new IngestOptions(WaitForTurn: false), progress: null, cancellationToken);
            turns.Free(dataset);
        }
        catch (HeldException held)
        {
            turns.Held(dataset, held);
            return;
        }

        if (summary.Outcomes.Any(o => o is DropOutcome.Landed))
        {
            await Frame.WakeUps.WakeAsync(Schedule.Load(dataset), cancellationToken);
        }
    }
}

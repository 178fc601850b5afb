using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Wakes the load of each dataset whose lake has commits this process has not loaded: those of other processes,
/// and those whose load failed.
/// </summary>
internal sealed class WatchLakeJob(
    WaitingDatasets waiting, IWarehouse warehouse, LoadedVersions loaded, JobFrame frame, ILogger<WatchLakeJob> logger)
    : VerbJob(frame, logger)
{
    /// <summary>Of so many the ledger is asked once, instead of by the load of each.</summary>
    private const int Many = 10;

    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var behind = new List<DatasetName>();
        foreach (var dataset in Frame.Served.Contracts.Datasets)
        {
            if (await loaded.IsBehindAsync(dataset, cancellationToken))
            {
                behind.Add(dataset);
            }
        }

        foreach (var dataset in behind.Count >= Many ? await FindWaitingAsync(behind, cancellationToken) : behind)
        {
            await Frame.WakeUps.WakeAsync(Schedule.Load(dataset), cancellationToken);
        }
    }

    /// <summary>At a start nothing is known to be loaded, and nearly all of it is.</summary>
    private async ValueTask<IReadOnlyList<DatasetName>> FindWaitingAsync(List<DatasetName> behind, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<DatasetName, IReadOnlyDictionary<LakeTableId, long>>();
        foreach (var dataset in behind)
        {
            versions[dataset] = await loaded.ReadAsync(dataset, cancellationToken);
        }

        await using var held = await warehouse.HoldAsync(cancellationToken);
        var due = await waiting.FindAsync(behind, Frame.Served.Contracts, cancellationToken);
        foreach (var dataset in behind.Except(due))
        {
            loaded.Note(versions[dataset]);
        }

        return due;
    }
}

using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Wakes the load of each dataset whose lake has commits that this process has not loaded: commits of other processes, and
/// commits whose load failed.
/// </summary>
internal sealed class WatchLakeJob(
    WaitingDatasets waiting, IWarehouse warehouse, LoadedVersions loaded, JobFrame frame, ILogger<WatchLakeJob> logger)
    : VerbJob(frame, logger)
{
    /// <summary>For this number of datasets, the ledger is queried once instead of by each load.</summary>
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

    /// <summary>Asks the ledger, because at a start this process does not know the loaded versions, and nearly all are loaded.</summary>
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

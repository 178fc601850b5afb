using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Stands for a dataset's load in this process, and asks the shared schedule for it when another process has not
/// loaded meanwhile. Who wakes it does not wait for the server.
/// </summary>
internal sealed class HandOverLoadJob(
    IWarehouse warehouse,
    LoadedVersions loaded,
    SharedSchedules shared,
    JobFrame frame,
    ILogger<HandOverLoadJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        var versions = await loaded.ReadAsync(DatasetName.Parse(key.Name), cancellationToken);
        foreach (var (table, version) in versions)
        {
            if (await warehouse.Ledger.LastLakeVersionAsync(table, cancellationToken) < version)
            {
                await shared.StartSoonAsync(key, cancellationToken);
                return;
            }
        }

        loaded.Note(versions);
    }
}

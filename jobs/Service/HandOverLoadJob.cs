using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Represents a dataset's load in this process. It asks the shared schedule for the load, unless another process has loaded
/// in the meantime. Its callers do not wait for the server.
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

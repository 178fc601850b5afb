using DataShare.Consumers;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Represents a consumer's poll in this process. It asks the shared schedule for the poll, unless another process has polled
/// in the meantime. Its callers do not wait for the server.
/// </summary>
internal sealed class HandOverPollJob(
    IWarehouse warehouse,
    SeenVersions seen,
    SharedSchedules shared,
    JobFrame frame,
    ILogger<HandOverPollJob> logger)
    : VerbJob(frame, logger)
{
    protected override async ValueTask RunAsync(JobKey key, CancellationToken cancellationToken)
    {
        if (Frame.Served.Consumers.Find(key.Name) is not { } consumer)
        {
            return;
        }

        var newest = await warehouse.Ledger.NewestAsync(cancellationToken);
        if (await WaitsAsync(consumer, newest, cancellationToken))
        {
            await shared.StartSoonAsync(key, cancellationToken);
        }
        else
        {
            seen.Note(key.Name, newest);
        }
    }

    /// <summary>Whether there are new rows for the consumer, and it is not paused.</summary>
    private async ValueTask<bool> WaitsAsync(ConsumerDefinition consumer, LakePositions newest, CancellationToken cancellationToken)
    {
        var status = (await warehouse.Ledger.ConsumersAsync(cancellationToken)).FirstOrDefault(c => c.Consumer == consumer.Name);
        if (status is { Pause: not null } or { LastRun.Status: RunStatus.Paused })
        {
            return false;
        }

        return consumer.Reads.SelectMany(r => r.TablesIn(Frame.Served.Contracts)).Any(t => newest.Of(t) > (status?.Positions.Of(t) ?? -1));
    }
}

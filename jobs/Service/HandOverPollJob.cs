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
    SeenSequence seen,
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

        var newest = await warehouse.Ledger.NewestSequenceAsync(cancellationToken);
        if (await WaitsAsync(consumer, cancellationToken))
        {
            await shared.StartSoonAsync(key, cancellationToken);
        }
        else
        {
            seen.Note(key.Name, newest);
        }
    }

    /// <summary>Whether there are new rows for the consumer, and it is not paused.</summary>
    private async ValueTask<bool> WaitsAsync(ConsumerDefinition consumer, CancellationToken cancellationToken)
    {
        var status = (await warehouse.Ledger.ConsumersAsync(cancellationToken)).FirstOrDefault(c => c.Consumer == consumer.Name);
        if (status?.LastRun is { Status: RunStatus.Paused })
        {
            return false;
        }

        var tables = await warehouse.Ledger.TablesAsync(cancellationToken);
        return tables.Any(t => t.Sequence > (status?.Checkpoint ?? 0) && consumer.Reads.Any(r => r.Dataset == t.Table.Dataset));
    }
}

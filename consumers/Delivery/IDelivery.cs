using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>One way of bringing a run's rows to where the consumer wants them, checkpoint included.</summary>
internal interface IDelivery
{
    /// <summary>May be repeated with the same run after a failure anywhere in it.</summary>
    ValueTask<Delivery> DeliverAsync(ConsumerRun run, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken);

    /// <summary>Whether the same batch may pass at another try, though nobody changed anything.</summary>
    bool IsWorthRetry(Exception failure);
}

/// <param name="Rows">Of all reads.</param>
/// <param name="Files">Full paths.</param>
internal sealed record Delivery(long Rows, IReadOnlyList<string> Files);

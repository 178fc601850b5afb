using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>A way to deliver a run's rows and to move the positions.</summary>
internal interface IDelivery
{
    /// <summary>May be repeated with the same run after any failure.</summary>
    ValueTask<Delivery> DeliverAsync(ConsumerRun run, IReadOnlyList<BatchRead> reads, CancellationToken cancellationToken);

    /// <summary>
    /// Without a run: records where the consumer begins, if this is recorded nowhere outside the warehouse. May be repeated.
    /// </summary>
    /// <exception cref="StoppedDeliveryException">The positions leave out rows that the consumer has not received.</exception>
    ValueTask RestAsync(string consumer, IReadOnlyList<BatchRead> reads, LakePositions positions, CancellationToken cancellationToken);

    /// <summary>Whether another try may succeed although nobody has changed anything.</summary>
    bool IsWorthRetry(Exception failure);
}

/// <param name="Rows">The number of rows of all reads.</param>
/// <param name="Files">The full paths of the files.</param>
internal sealed record Delivery(long Rows, IReadOnlyList<string> Files);

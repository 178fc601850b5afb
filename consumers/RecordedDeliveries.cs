using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>What was delivered outside the warehouse, according to the records in the folders of deliveries.</summary>
public sealed class RecordedDeliveries(ConsumerOptions options)
{
    /// <summary>Whether a consumer's deliveries are recorded outside the warehouse.</summary>
    public static bool AreOf(ConsumerDefinition consumer) => consumer.Deliver is DeliveryRules.Files;

    /// <summary>The positions after the last recorded delivery; null if there is no record, or it cannot be read.</summary>
    public async ValueTask<LakePositions?> FindAsync(ConsumerDefinition consumer, CancellationToken cancellationToken)
    {
        if (consumer.Deliver is not DeliveryRules.Files files)
        {
            return null;
        }

        try
        {
            return (await DeliveryRecord.ReadAsync(files.FolderIn(options.DataFolder), consumer.Name, cancellationToken))?.At;
        }
        catch (StoppedDeliveryException)
        {
            return null;
        }
    }
}

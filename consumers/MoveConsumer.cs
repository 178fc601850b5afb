using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// Sets the positions of a consumer, in the ledger and then where its files are recorded. An unfinished run is abandoned. It can
/// be repeated. If it is stopped in between, the next delivery finds the difference and delivers nothing.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class MoveConsumer(IWarehouse warehouse, ContractCatalog contracts, ConsumerOptions options, TimeProvider time, StepBorder? border = null)
{
    /// <summary>Moves a consumer to one of the places that need no number.</summary>
    /// <returns>Its new positions in the tables that it reads.</returns>
    /// <exception cref="ConsumerMoveException">The consumer has no such positions. Nothing was changed.</exception>
    public async ValueTask<LakePositions> RunAsync(ConsumerDefinition consumer, ConsumeFrom from, CancellationToken cancellationToken)
    {
        var tables = consumer.Reads.SelectMany(r => r.TablesIn(contracts)).Distinct().ToList();
        var newest = from is ConsumeFrom.Newest ? await warehouse.Ledger.NewestAsync(cancellationToken) : LakePositions.None;
        return await RunAsync(
            consumer,
            from is ConsumeFrom.Recorded
                ? await RecordedAsync(consumer, cancellationToken)
                : new LakePositions(tables.Select(t => KeyValuePair.Create(t, newest.Of(t) ?? -1))),
            cancellationToken);
    }

    /// <summary>Moves a consumer to positions in some tables. It keeps its positions in the others.</summary>
    /// <returns>Its new positions in these tables.</returns>
    public async ValueTask<LakePositions> RunAsync(ConsumerDefinition consumer, LakePositions to, CancellationToken cancellationToken)
    {
        await warehouse.Runs.MoveAsync(consumer.Name, to, cancellationToken);
        border?.Invoke("positions set");
        if (FolderOf(consumer) is { } folder && Directory.Exists(folder))
        {
            var ledger = await warehouse.Ledger.IdentityAsync(cancellationToken);
            var known = (await warehouse.Ledger.ConsumersAsync(cancellationToken)).Single(c => c.Consumer == consumer.Name).Positions;
            await DeliveryRecord.Moved(consumer.Name, ledger, known, time.GetUtcNow()).WriteAsync(folder, cancellationToken);
            border?.Invoke("move recorded");
        }

        return to;
    }

    private async ValueTask<LakePositions> RecordedAsync(ConsumerDefinition consumer, CancellationToken cancellationToken)
    {
        if (FolderOf(consumer) is not { } folder)
        {
            throw new ConsumerMoveException(
                $"Consumer '{consumer.Name}' delivers into the warehouse, so its deliveries are recorded nowhere else. Nothing was changed. "
                + "Expected --from start or --from newest.");
        }

        try
        {
            var record = await DeliveryRecord.ReadAsync(folder, consumer.Name, cancellationToken)
                ?? throw new ConsumerMoveException(
                    $"The folder '{folder}' has no record of deliveries to consumer '{consumer.Name}'. Nothing was changed. Expected --from start or --from newest.");

            // A run that was stopped may have left files under temporary names. The position will be after their rows.
            await FileDelivery.NameAsync(folder, record, border, cancellationToken);
            return record.At;
        }
        catch (StoppedDeliveryException e)
        {
            throw new ConsumerMoveException($"For consumer '{consumer.Name}', {e.Message}. Nothing was changed. Restore the file, or use --from start or --from newest.");
        }
    }

    private string? FolderOf(ConsumerDefinition consumer) => (consumer.Deliver as DeliveryRules.Files)?.FolderIn(options.DataFolder);
}

/// <summary>A place at which a consumer can continue.</summary>
public enum ConsumeFrom
{
    /// <summary>After the rows that the folder of its files has received, by the record there.</summary>
    Recorded,

    /// <summary>At the first row of each table.</summary>
    Start,

    /// <summary>After the newest loaded rows.</summary>
    Newest,
}

/// <summary>A consumer cannot be moved there. Nothing was changed.</summary>
public sealed class ConsumerMoveException(string message) : Exception(message);

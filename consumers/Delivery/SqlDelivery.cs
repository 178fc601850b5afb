using DataShare.Lake;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// Executes the consumer's statements in the transaction that moves the positions. Both are committed together, so each row
/// is delivered exactly once, wherever the program is stopped.
/// </summary>
internal sealed class SqlDelivery(IWarehouse warehouse, DeliveryRules.Sql rules, StepBorder? border) : IDelivery
{
    // Wrong SQL fails again.
    public bool IsWorthRetry(Exception failure) => failure is WarehouseBusyException;

    // What it delivers is in the warehouse too.
    public ValueTask RestAsync(string consumer, IReadOnlyList<BatchRead> reads, LakePositions positions, CancellationToken cancellationToken) => default;

    public async ValueTask<Delivery> DeliverAsync(
        ConsumerRun run,
        IReadOnlyList<BatchRead> reads,
        CancellationToken cancellationToken)
    {
        var missing = await MissingTablesAsync(cancellationToken);
        await using var batch = await warehouse.OpenBatchAsync(run, reads, cancellationToken);
        var rows = 0L;
        foreach (var read in reads)
        {
            rows += await batch.CountAsync(read.Name, cancellationToken);
        }

        // Without rows only the positions move, because an aggregate over no rows would still give a row.
        if (rows > 0)
        {
            foreach (var table in missing)
            {
                await batch.ExecuteAsync($"create table {table.Name} ({table.Columns})", cancellationToken);
            }

            var sql = SqlTemplate.Fill(rules.Text, batch.Relation, name => Own(run, reads.Single(r => r.Name == name)));
            await batch.ExecuteAsync(sql, cancellationToken);
            border?.Invoke("sql executed");
        }

        await batch.CompleteAsync(rows, cancellationToken);
        border?.Invoke("positions moved");
        return new Delivery(rows, []);
    }

    /// <summary>The versions of a read's own table. A run of an earlier version may not have them.</summary>
    private static (long From, long To) Own(ConsumerRun run, BatchRead read) =>
        run.Ranges.FirstOrDefault(r => r.Table == read.Tables[0]) is { } range ? (range.From, range.To) : (-1, -1);

    private async ValueTask<List<ConsumerTable>> MissingTablesAsync(CancellationToken cancellationToken)
    {
        if (rules.Tables.Count == 0)
        {
            return [];
        }

        var there = await ExistingTables.NamesAsync(warehouse, cancellationToken);
        return [.. rules.Tables.Where(t => !there.Contains(t.Name))];
    }
}

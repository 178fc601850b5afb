using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Moves a warehouse to another database, which may be of another engine: loads the lake there, copies the tables of consumers,
/// and then their positions. From then on the consumers of the old warehouse are paused. It can be stopped anywhere and repeated.
/// The old warehouse keeps everything.
/// </summary>
/// <param name="load">Loads into the new warehouse.</param>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class MoveWarehouse(IWarehouse from, IWarehouse to, LoadDataset load, StepBorder? border = null)
{
    private const string PauseReason = "The warehouse was moved to ";
    private const string UseThatOne = ". Set the settings to it instead of resuming this consumer";

    /// <summary>A delivery that was under way when its consumer was paused may change the consumer's tables once more.</summary>
    private const int MostTries = 5;

    /// <param name="consumers">All consumers, and the tables that belong to them.</param>
    /// <param name="name">The name of the new warehouse, for messages.</param>
    /// <exception cref="WarehouseException">
    /// The new warehouse is in use, or a table cannot be copied. The old one keeps everything; its consumers may be paused.
    /// </exception>
    public async ValueTask<MovedWarehouse> RunAsync(
        ContractCatalog catalog, IReadOnlyList<ConsumerTables> consumers, string name, CancellationToken cancellationToken)
    {
        await from.MigrateAsync(cancellationToken);
        await to.MigrateAsync(cancellationToken);
        await ConfirmFreeAsync(name, cancellationToken);
        foreach (var dataset in catalog.Datasets)
        {
            await load.RunAsync(dataset, catalog, cancellationToken);
            border?.Invoke("dataset moved");
        }

        await ConfirmLoadedAsync(cancellationToken);
        var known = (await RecordsAsync(from, cancellationToken)).Positions.Select(p => p.Consumer);
        foreach (var consumer in consumers.Select(c => c.Consumer).Union(known, StringComparer.Ordinal))
        {
            await from.Runs.PauseAsync(consumer, PauseReason + name + UseThatOne, cancellationToken);
        }

        border?.Invoke("consumers paused");
        for (var attempt = 1; ; attempt++)
        {
            var records = await RecordsAsync(from, cancellationToken);
            var tables = await CopyAsync(consumers, cancellationToken);
            if (records.IsSameAs(await RecordsAsync(from, cancellationToken)))
            {
                // Pauses of this move are left out, also those of an earlier try.
                var kept = records with { Pauses = [.. records.Pauses.Where(p => p.Reason?.StartsWith(PauseReason, StringComparison.Ordinal) is not true)] };
                await Movable(to).Sessions.RunAsync(s => kept.WriteAsync(s, Movable(to).Sql, cancellationToken), cancellationToken);
                border?.Invoke("ledger moved");
                var positions = kept.Positions.Select(p => p.Consumer).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToDictionary(c => c, kept.Of);
                return new MovedWarehouse(await to.Ledger.TablesAsync(cancellationToken), tables, positions);
            }

            if (attempt == MostTries)
            {
                throw new WarehouseBusyException("Consumers are still receiving rows. They are paused in the present warehouse, and were not moved. Stop the service, then run the same command again; to give up, resume them with: datashare consumer resume NAME");
            }
        }
    }

    /// <summary>The new warehouse must have no consumers, or the same ones at the same or earlier positions.</summary>
    private async ValueTask ConfirmFreeAsync(string name, CancellationToken cancellationToken)
    {
        var (old, found) = (await RecordsAsync(from, cancellationToken), await RecordsAsync(to, cancellationToken));
        if (found.IsEmpty)
        {
            return;
        }

        if (found.Identity.Id != old.Identity.Id)
        {
            throw new WarehouseException(
                $"{name} already has consumers of another warehouse. Nothing was changed. Use an empty database, or the one that these consumers came from.");
        }

        foreach (var ahead in found.Positions.Where(p => p.LakeVersion > (old.Of(p.Consumer).Of(p.Table) ?? -1)))
        {
            throw new WarehouseException(FormattableString.Invariant(
                $"In {name}, consumer '{ahead.Consumer}' has received {ahead.Table} up to {ahead.LakeVersion}, but in the present warehouse {(old.Of(ahead.Consumer).Of(ahead.Table) is >= 0 and var at ? $"only up to {at}" : "nothing of it")}. ")
                + "Nothing was changed. If that database is the one in use, set DataShare:Warehouse:Engine to it; otherwise use an empty database.");
        }
    }

    /// <summary>Positions must not be further than the loaded versions.</summary>
    private async ValueTask ConfirmLoadedAsync(CancellationToken cancellationToken)
    {
        var (before, after) = (await from.Ledger.NewestAsync(cancellationToken), await to.Ledger.NewestAsync(cancellationToken));
        foreach (var table in before.Tables.Where(t => (after.Of(t) ?? -1) < before.Of(t)))
        {
            throw new WarehouseException(FormattableString.Invariant(
                $"The warehouse has loaded {table} up to {before.Of(table)}, but the lake has {(after.Of(table) is >= 0 and var at ? $"it only up to {at}" : "nothing of it")}. The consumers were not moved. Run: datashare verify"));
        }
    }

    private async ValueTask<IReadOnlyList<MovedTable>> CopyAsync(IReadOnlyList<ConsumerTables> consumers, CancellationToken cancellationToken)
    {
        var there = await ExistingTables.NamesAsync(from, cancellationToken);
        var moved = new List<MovedTable>();
        foreach (var (name, columns) in consumers.SelectMany(c => c.Tables).Where(t => there.Contains(t.Name)).DistinctBy(t => t.Name, StringComparer.OrdinalIgnoreCase))
        {
            moved.Add(new MovedTable(name, await Movable(to).TakeTableAsync(name, columns, from, cancellationToken)));
            border?.Invoke("table moved");
        }

        return moved;
    }

    private static ValueTask<LedgerRecords> RecordsAsync(IWarehouse warehouse, CancellationToken cancellationToken) =>
        Movable(warehouse).Sessions.RunAsync(s => LedgerRecords.ReadAsync(s, cancellationToken), cancellationToken);

    private static IMovable Movable(IWarehouse warehouse) => (IMovable)warehouse;
}

/// <param name="Tables">The name of each table, and the text between the parentheses of its <c>create table</c>.</param>
public sealed record ConsumerTables(string Consumer, IReadOnlyList<(string Name, string Columns)> Tables);

/// <param name="Loaded">The tables that were loaded from the lake.</param>
/// <param name="Copied">The consumers' own tables.</param>
/// <param name="Positions">By consumer.</param>
public sealed record MovedWarehouse(
    IReadOnlyList<TableStatus> Loaded, IReadOnlyList<MovedTable> Copied, IReadOnlyDictionary<string, LakePositions> Positions);

public sealed record MovedTable(string Name, long Rows);

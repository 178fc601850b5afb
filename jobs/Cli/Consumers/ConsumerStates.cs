using DataShare.Consumers;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Reads from the ledger where each consumer of the workspace stands.</summary>
internal sealed class ConsumerStates(ServedWorkspace served, IWarehouse warehouse)
{
    public async ValueTask<IReadOnlyList<ConsumerState>> ReadAsync(CancellationToken cancellationToken) =>
        await ReadAsync(await warehouse.Ledger.TablesAsync(cancellationToken), cancellationToken);

    /// <param name="loaded">The loaded tables.</param>
    public async ValueTask<IReadOnlyList<ConsumerState>> ReadAsync(IReadOnlyList<TableStatus> loaded, CancellationToken cancellationToken)
    {
        var ran = (await warehouse.Ledger.ConsumersAsync(cancellationToken)).ToDictionary(c => c.Consumer, StringComparer.Ordinal);
        var newest = new LakePositions(loaded.Select(t => KeyValuePair.Create(t.Table, t.LakeVersion)));
        var states = new List<ConsumerState>();
        foreach (var consumer in served.Consumers.Definitions)
        {
            var state = ran.GetValueOrDefault(consumer.Name);
            var at = Positions(consumer, state?.Positions ?? LakePositions.None, newest);
            var lag = new LoadsAfter(0, 0, null);
            foreach (var table in at.Tables.Where(t => newest.Of(t) > at.Of(t)))
            {
                var after = await warehouse.Ledger.AfterAsync(table, at.Of(table)!.Value, cancellationToken);
                lag = new LoadsAfter(lag.Commits + after.Commits, lag.Rows + after.Rows, lag.Since < after.Since ? lag.Since : after.Since);
            }

            states.Add(new ConsumerState(consumer.Name, at, new LakePositions(at.Tables.Select(t => KeyValuePair.Create(t, newest.Of(t) ?? -1))), lag, state?.LastRun, state?.Pause)
            {
                Begins = Begins(at, state?.Positions ?? LakePositions.None, newest),
            });
        }

        return states;
    }

    /// <summary>The tables that the next run begins to read beside others, and the versions after which it begins.</summary>
    private static LakePositions Begins(LakePositions at, LakePositions known, LakePositions newest) => new(
        from table in at.Tables
        where known.Tables.Any() && !known.Tables.Any(t => t.Dataset == table.Dataset) && newest.Of(table) is not null
        select KeyValuePair.Create(table, at.Of(table)!.Value));

    /// <summary>The positions at which the consumer's next run begins.</summary>
    private LakePositions Positions(ConsumerDefinition consumer, LakePositions known, LakePositions newest) => new(
        from read in consumer.Reads
        from table in read.TablesIn(served.Contracts)
        group read by table into reads
        let begins = reads.Any(r => r.FromNewest) && !known.Tables.Any(t => t.Dataset == reads.Key.Dataset) ? newest.Of(reads.Key) : null
        select KeyValuePair.Create(reads.Key, known.Of(reads.Key) ?? begins ?? -1));
}

/// <param name="Positions">Its position in each table that it reads.</param>
/// <param name="Lag">The loaded commits that it has not received, of all these tables together.</param>
/// <param name="LastRun">Null before the first run.</param>
/// <param name="Pause">Null unless it is paused by hand.</param>
internal sealed record ConsumerState(string Consumer, LakePositions Positions, LakePositions Newest, LoadsAfter Lag, ConsumerRun? LastRun, ConsumerPause? Pause)
{
    /// <summary>The tables of datasets that are new to it, and the versions after which its next run begins.</summary>
    public LakePositions Begins { get; init; } = LakePositions.None;
}

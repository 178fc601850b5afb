using System.Collections.Concurrent;
using DataShare.Consumers;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// The loaded lake versions that each consumer has polled in this process, so that no consumer is woken for nothing. It is only
/// a shortcut: the consumer's positions decide.
/// </summary>
internal sealed class SeenVersions(IWarehouse warehouse)
{
    private readonly ConcurrentDictionary<string, LakePositions> polled = new(StringComparer.Ordinal);
    private volatile Look? last;

    /// <summary>The newest loaded versions. The warehouse is queried again only after somebody has written to it.</summary>
    public async ValueTask<LakePositions> NewestAsync(CancellationToken cancellationToken)
    {
        var before = last;
        var print = warehouse.Print();
        if (print is not null && before is { IsProven: true } && before.Print == print)
        {
            return before.Newest;
        }

        var newest = await warehouse.Ledger.NewestAsync(cancellationToken);
        // Trusted only after two queries, because a commit right after the first query may give the same print.
        last = new Look(print, newest, IsProven: before?.Print == print);
        return newest;
    }

    /// <summary>Whether a dataset that the consumer reads has versions that it has not polled.</summary>
    public bool IsBehind(ConsumerDefinition consumer, LakePositions newest) =>
        !polled.TryGetValue(consumer.Name, out var known)
        || newest.Tables.Any(t => consumer.Reads.Any(r => r.Dataset == t.Dataset) && newest.Of(t) > (known.Of(t) ?? -1));

    /// <summary>Forgets what the consumer has polled after its definition has changed.</summary>
    public void Forget(string consumer) => polled.TryRemove(consumer, out _);

    /// <param name="consumer">The consumer whose poll has succeeded.</param>
    /// <param name="newest">The newest loaded versions before the poll began.</param>
    public void Note(string consumer, LakePositions newest) => polled[consumer] = newest;

    private sealed record Look(string? Print, LakePositions Newest, bool IsProven);
}

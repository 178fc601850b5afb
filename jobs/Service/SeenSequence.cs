using System.Collections.Concurrent;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// The sequence up to which each consumer has polled in this process, so that no consumer is woken for nothing. It is only a
/// shortcut: the checkpoint decides.
/// </summary>
internal sealed class SeenSequence(IWarehouse warehouse)
{
    private readonly ConcurrentDictionary<string, long> polled = new(StringComparer.Ordinal);
    private volatile Look? last;

    /// <summary>The ledger's newest sequence. The warehouse is queried again only after somebody has written to it.</summary>
    public async ValueTask<long> NewestAsync(CancellationToken cancellationToken)
    {
        var before = last;
        var print = warehouse.Print();
        if (print is not null && before is { IsProven: true } && before.Print == print)
        {
            return before.Newest;
        }

        var newest = await warehouse.Ledger.NewestSequenceAsync(cancellationToken);
        // Trusted only after two queries, because a commit right after the first query may give the same print.
        last = new Look(print, newest, IsProven: before?.Print == print);
        return newest;
    }

    public bool IsBehind(string consumer, long newest) => !polled.TryGetValue(consumer, out var known) || known < newest;

    /// <summary>Forgets the consumer's sequence after its definition has changed.</summary>
    public void Forget(string consumer) => polled.TryRemove(consumer, out _);

    /// <param name="consumer">The consumer whose poll has succeeded.</param>
    /// <param name="newest">The ledger's newest sequence before the poll began.</param>
    public void Note(string consumer, long newest) => polled[consumer] = newest;

    private sealed record Look(string? Print, long Newest, bool IsProven);
}

using System.Collections.Concurrent;

namespace DataShare.Jobs;

/// <summary>
/// Up to which sequence each consumer has polled in this process, so that nobody is woken for nothing. Only a
/// shortcut: the truth is the checkpoint.
/// </summary>
internal sealed class SeenSequence
{
    private readonly ConcurrentDictionary<string, long> polled = new(StringComparer.Ordinal);

    public bool IsBehind(string consumer, long newest) => !polled.TryGetValue(consumer, out var known) || known < newest;

    /// <summary>Whose definition is another now: what it was given before says nothing of it.</summary>
    public void Forget(string consumer) => polled.TryRemove(consumer, out _);

    /// <param name="consumer">Whose poll has succeeded.</param>
    /// <param name="newest">The ledger's newest sequence before the poll began.</param>
    public void Note(string consumer, long newest) => polled[consumer] = newest;
}

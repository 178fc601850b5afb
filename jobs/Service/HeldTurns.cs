using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Datasets whose files another process takes. A service does not wait for that process: the next scan asks again, and the
/// other datasets continue. It logs a wait after a moment, and again after the time that a command would wait.
/// </summary>
internal sealed class HeldTurns(ProducerOptions options, TimeProvider time, ILogger<HeldTurns> logger)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<DatasetName, (long Since, TimeSpan NextTold)> held = new();

    public void Held(DatasetName dataset, HeldException exception)
    {
        var (since, next) = held.GetOrAdd(dataset, _ => (time.GetTimestamp(), Moment));
        var waited = time.GetElapsedTime(since);
        if (waited < next)
        {
            return;
        }

        if (next == Moment)
        {
            logger.TurnHeld(dataset, exception.Holder, exception.Doing);
        }
        else
        {
            logger.TurnHeldLong(dataset, exception.Holder, exception.Doing, (long)waited.TotalSeconds);
        }

        held[dataset] = (since, waited + (options.LockTimeout > Moment ? options.LockTimeout : Moment));
    }

    public void Free(DatasetName dataset) => held.TryRemove(dataset, out _);
}

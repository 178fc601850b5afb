using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// Remembers the files of a dataset's inbox from earlier looks, to decide whether a file is still being written, and to
/// report only once that a file cannot be claimed. If a file's time is unreliable (the clock of another machine is ahead, or
/// this machine's clock was set), the file is settled when it has been unchanged for long enough.
/// </summary>
internal sealed class SeenFiles(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Sight> seen = new(StringComparer.Ordinal);
    private readonly SteadyClock steady = new(time);
    private HashSet<DropOutcome.NotSettled> reported = [];

    public bool IsSettled(FileInfo file, ArrivalRules rules)
    {
        if (rules.MarkerSuffix is { } suffix)
        {
            return File.Exists(file.FullName + suffix);
        }

        var current = new Sight(file.Length, file.LastWriteTimeUtc, time.GetTimestamp());
        if (Age(current.WrittenAt) >= rules.Settle)
        {
            seen.TryRemove(file.FullName, out _);
            return true;
        }

        var first = seen.AddOrUpdate(
            file.FullName,
            current,
            (_, before) => before.Bytes == current.Bytes && before.WrittenAt == current.WrittenAt ? before : current);
        return time.GetElapsedTime(first.SeenAt) >= rules.Settle;
    }

    /// <summary>Forgets files that no longer exist.</summary>
    public void KeepOnly(IReadOnlySet<string> paths)
    {
        foreach (var path in seen.Keys.Where(p => !paths.Contains(p)))
        {
            seen.TryRemove(path, out _);
        }
    }

    /// <summary>
    /// Logs files that are stuck or still open, unless they already were at the previous look: a service looks every few seconds
    /// and would log them each time.
    /// </summary>
    public void Report(DatasetName dataset, IEnumerable<DropOutcome> outcomes, ILogger logger)
    {
        var now = outcomes.OfType<DropOutcome.NotSettled>().Where(o => o.IsStuck || o.IsOpen).ToHashSet();
        foreach (var outcome in now.ExceptBy(reported.Select(Compared), Compared))
        {
            var (name, reason) = (PrintableText.Of(outcome.Name), PrintableText.Of(outcome.Reason));
            if (outcome.IsOpen)
            {
                logger.StillOpen(name, dataset, reason);
            }
            else
            {
                logger.NeverTaken(name, dataset, reason);
            }
        }

        reported = now;
    }

    /// <summary>Without the name of the process that has the file open: one look may find it and the next may not.</summary>
    private static DropOutcome.NotSettled Compared(DropOutcome.NotSettled outcome) => outcome.IsOpen ? outcome with { Reason = "" } : outcome;

    /// <summary>
    /// By the slower of two clocks: if the wall clock was set forward, a file that is being written would look old.
    /// </summary>
    private TimeSpan Age(DateTimeOffset writtenAt)
    {
        var (wall, counted) = (time.GetUtcNow(), steady.GetUtcNow());
        return (wall < counted ? wall : counted) - writtenAt;
    }

    /// <param name="SeenAt">A timestamp that does not depend on the wall clock.</param>
    private sealed record Sight(long Bytes, DateTimeOffset WrittenAt, long SeenAt);
}

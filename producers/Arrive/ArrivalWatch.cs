using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Decides whether a file is still being written. Kept from scan to scan: a file whose time says nothing (another
/// machine's clock is ahead, or this one's was set) settles by having been seen unchanged for long enough.
/// </summary>
internal sealed class ArrivalWatch(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Sight> seen = new(StringComparer.Ordinal);
    private readonly SteadyClock steady = new(time);

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

    /// <summary>Forgets files that are no longer there.</summary>
    public void KeepOnly(IReadOnlySet<string> paths)
    {
        foreach (var path in seen.Keys.Where(p => !paths.Contains(p)))
        {
            seen.TryRemove(path, out _);
        }
    }

    /// <summary>
    /// By the clock that is behind: of a wall clock that was set forward a file that is being written would look old.
    /// </summary>
    private TimeSpan Age(DateTimeOffset writtenAt)
    {
        var (wall, counted) = (time.GetUtcNow(), steady.GetUtcNow());
        return (wall < counted ? wall : counted) - writtenAt;
    }

    /// <param name="SeenAt">A timestamp, which no clock changes.</param>
    private sealed record Sight(long Bytes, DateTimeOffset WrittenAt, long SeenAt);
}

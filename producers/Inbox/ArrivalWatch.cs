using System.Collections.Concurrent;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Decides whether a file is still being written. Kept from scan to scan: a file with a time in the future (another
/// machine's clock) settles by having been seen unchanged for long enough.
/// </summary>
internal sealed class ArrivalWatch(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Sight> seen = new(StringComparer.Ordinal);

    public bool IsSettled(FileInfo file, ArrivalRules rules)
    {
        if (rules.MarkerSuffix is { } suffix)
        {
            return File.Exists(file.FullName + suffix);
        }

        var now = time.GetUtcNow();
        var current = new Sight(file.Length, file.LastWriteTimeUtc, now);
        var quietSince = current.WrittenAt <= now ? now - current.WrittenAt : TimeSpan.Zero;
        if (quietSince >= rules.Settle)
        {
            seen.TryRemove(file.FullName, out _);
            return true;
        }

        var first = seen.AddOrUpdate(
            file.FullName,
            current,
            (_, before) => before.Bytes == current.Bytes && before.WrittenAt == current.WrittenAt ? before : current);
        return now - first.SeenAt >= rules.Settle;
    }

    /// <summary>Forgets files that are no longer there.</summary>
    public void KeepOnly(IReadOnlySet<string> paths)
    {
        foreach (var path in seen.Keys.Where(p => !paths.Contains(p)))
        {
            seen.TryRemove(path, out _);
        }
    }

    private sealed record Sight(long Bytes, DateTimeOffset WrittenAt, DateTimeOffset SeenAt);
}

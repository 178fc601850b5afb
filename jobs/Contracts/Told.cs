namespace DataShare.Jobs;

/// <summary>
/// Sentences that a service has already logged. Each is logged once, and again only if it was not true in between. Can be
/// called concurrently, but for each topic by one caller.
/// </summary>
internal sealed class Told
{
    private readonly Dictionary<string, HashSet<string>> said = new(StringComparer.Ordinal);

    /// <summary>The sentences that were not in the previous list of their topic.</summary>
    /// <param name="now">All sentences that are true now.</param>
    public IReadOnlyList<string> News(string topic, IEnumerable<string> now)
    {
        lock (said)
        {
            var all = now.Distinct(StringComparer.Ordinal).ToList();
            var before = said.GetValueOrDefault(topic) ?? [];
            said[topic] = all.ToHashSet(StringComparer.Ordinal);
            return [.. all.Where(s => !before.Contains(s))];
        }
    }
}

namespace DataShare.Jobs;

/// <summary>
/// Sentences that a service has said already. Each is said once, and again only after it was not true meanwhile. May be
/// called concurrently, for one topic by one.
/// </summary>
internal sealed class Told
{
    private readonly Dictionary<string, HashSet<string>> said = new(StringComparer.Ordinal);

    /// <summary>Those of the sentences that were not among the last ones of their topic.</summary>
    /// <param name="now">All that are true now.</param>
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

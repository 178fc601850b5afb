namespace DataShare.Lake;

/// <summary>The last drop of a table: the one with the greatest load id in the newest commit with drops.</summary>
/// <param name="Version">The version of that commit.</param>
/// <param name="CommittedAt">The time of its commit.</param>
/// <param name="Identities">All its identities.</param>
public sealed record LastDrop(LoadId LoadId, long Version, DateTimeOffset CommittedAt, IReadOnlySet<string> Identities);

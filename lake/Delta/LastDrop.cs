namespace DataShare.Lake;

/// <summary>The drop that came last into a table: of the newest commit that had drops, the one with the greatest load id.</summary>
/// <param name="Version">Of that commit.</param>
/// <param name="CommittedAt">When its commit was made.</param>
/// <param name="Identities">All that it is known by.</param>
public sealed record LastDrop(LoadId LoadId, long Version, DateTimeOffset CommittedAt, IReadOnlySet<string> Identities);

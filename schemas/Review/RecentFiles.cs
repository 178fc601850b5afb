namespace DataShare.Schemas;

/// <summary>What came lately under a major version.</summary>
/// <param name="Rows">Accepted ones.</param>
public sealed record RecentFiles(long Files, long Rows);

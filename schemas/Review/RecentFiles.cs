namespace DataShare.Schemas;

/// <summary>What came lately under a major version.</summary>
/// <param name="Rows">The number of accepted rows.</param>
public sealed record RecentFiles(long Files, long Rows);

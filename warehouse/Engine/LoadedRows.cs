using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>The warehouse's rows of a dataset: ledger and tables at one moment.</summary>
/// <param name="Loads">The loads in their order.</param>
/// <param name="Tables">For each existing table, the number of rows of each commit.</param>
public sealed record LoadedRows(
    IReadOnlyList<LoadRecord> Loads, IReadOnlyDictionary<LakeTableId, IReadOnlyList<StoredRows>> Tables);

/// <summary>Rows of a table that a commit changed last.</summary>
/// <param name="Place">The place of the commit. A snapshot under another major can delete rows too.</param>
/// <param name="Live">Rows that the views show.</param>
/// <param name="Tombstones">Rows of deleted keys.</param>
/// <param name="Stale">Live rows of earlier snapshots, whose new rows in the current snapshot were rejected.</param>
public sealed record StoredRows(CommitPlace Place, long Live, long Tombstones, long Stale = 0)
{
    /// <summary>A hash of the content of the live rows, whatever their order; null if the engine has none.</summary>
    public string? Content { get; init; }
}

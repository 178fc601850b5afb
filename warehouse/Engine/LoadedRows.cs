using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>The warehouse's rows of a dataset: ledger and tables at one moment.</summary>
/// <param name="Loads">In the order in which they were loaded.</param>
/// <param name="Tables">How many rows there are of each sequence; without those tables that are not there.</param>
public sealed record LoadedRows(
    IReadOnlyList<LoadRecord> Loads, IReadOnlyDictionary<LakeTableId, IReadOnlyList<StoredRows>> Tables);

/// <summary>Rows of a table that a load changed last.</summary>
/// <param name="Sequence">The load's.</param>
/// <param name="Live">Rows that the views show.</param>
/// <param name="Tombstones">Rows of deleted keys.</param>
/// <param name="Stale">Live rows of earlier snapshots, whose new rows in the current snapshot were rejected.</param>
public sealed record StoredRows(long Sequence, long Live, long Tombstones, long Stale = 0);

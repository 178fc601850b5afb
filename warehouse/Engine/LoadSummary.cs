using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>The loaded commits of one run, in order; empty if there were none.</summary>
public sealed record LoadSummary(IReadOnlyList<LoadedCommit> Loads)
{
    /// <summary>The tables that were rebuilt first, because the ledger requires it; null if none.</summary>
    public RebuiltDataset? Rebuilt { get; init; }

    public long RowsInserted => Loads.Sum(l => l.RowsInserted);

    public long RowsUpdated => Loads.Sum(l => l.RowsUpdated);

    public long RowsDeleted => Loads.Sum(l => l.RowsDeleted);
}

/// <summary>A lake commit that is in the warehouse.</summary>
/// <param name="LakeVersion">The commit's version in the table's log; consumers' positions are lake versions.</param>
/// <param name="Place">Its place among the commits of all majors of the dataset.</param>
/// <param name="RowsInserted">New rows; in append mode, all rows of the commit.</param>
/// <param name="RowsUpdated">Existing rows whose content changed.</param>
/// <param name="RowsDeleted">Rows that became tombstones, or were replaced by a snapshot without a key.</param>
public sealed record LoadedCommit(
    LakeTableId Table,
    long LakeVersion,
    CommitPlace Place,
    long RowsInserted,
    long RowsUpdated,
    long RowsDeleted,
    IReadOnlyList<LoadId> LoadIds);

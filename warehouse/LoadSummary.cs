using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>What one run of the verb loaded, in the order of loading; empty when nothing was new.</summary>
public sealed record LoadSummary(IReadOnlyList<LoadedCommit> Loads)
{
    /// <summary>What was first made again from the lake, because the ledger says that it must be; null when nothing was.</summary>
    public RebuiltDataset? Rebuilt { get; init; }

    public long RowsInserted => Loads.Sum(l => l.RowsInserted);

    public long RowsUpdated => Loads.Sum(l => l.RowsUpdated);

    public long RowsDeleted => Loads.Sum(l => l.RowsDeleted);
}

/// <summary>A lake commit that is in the warehouse.</summary>
/// <param name="Sequence">Consecutive over all datasets: what consumers' checkpoints count.</param>
/// <param name="RowsInserted">Rows that were not there; in append mode, all of the commit.</param>
/// <param name="RowsUpdated">Rows there before with another content.</param>
/// <param name="RowsDeleted">Rows that became tombstones, or went with a snapshot without a key.</param>
public sealed record LoadedCommit(
    LakeTableId Table,
    long LakeVersion,
    long Sequence,
    long RowsInserted,
    long RowsUpdated,
    long RowsDeleted,
    IReadOnlyList<LoadId> LoadIds);

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The engine's operations on the tables of datasets inside one load.</summary>
internal interface ITableStore
{
    /// <summary>
    /// Creates the tables of a dataset's majors, or adds missing columns, and updates their views. It removes only
    /// columns of earlier versions of DataShare.
    /// </summary>
    Task ShapeAsync(IReadOnlyList<TableShape> majors, CancellationToken cancellationToken);

    /// <summary>Adds the rows of commits, and checks that each row was added once.</summary>
    Task AppendAsync(TableShape shape, IReadOnlyList<PlacedCommit> commits, CancellationToken cancellationToken);

    /// <summary>Merges the rows of a commit into a table whose rows have a key.</summary>
    /// <param name="majors">The majors whose tables may have later rows of a key.</param>
    Task<RowCounts> MergeAsync(TableShape shape, DatasetMajors majors, PlacedCommit commit, CancellationToken cancellationToken);

    /// <summary>Deletes all rows and returns their number.</summary>
    Task<long> ClearAsync(TableShape shape, string doing, CancellationToken cancellationToken);

    /// <summary>The number of rows that each commit changed last.</summary>
    Task<IReadOnlyList<StoredRows>> CountAsync(TableShape shape, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the rows of a table because a snapshot came under another major. Rows with a key become tombstones of the
    /// commit.
    /// </summary>
    Task BuryAsync(TableShape shape, PlacedCommit commit, CancellationToken cancellationToken);

    /// <summary>The last step before the commit.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <summary>The wanted shape of a table.</summary>
/// <param name="IsKnown">Whether the ledger has loads of this table.</param>
/// <param name="IsNewest">Whether the view with the dataset's own name shows this major.</param>
/// <param name="Sources">The other majors whose rows its views show.</param>
internal sealed record TableShape(
    LakeTableId Table, DataContract Contract, bool IsKnown, bool IsNewest, IReadOnlyList<MajorSource> Sources)
{
    /// <summary>Whether the view with the dataset's own name moves to this major only with the first rows, because there are none to show yet.</summary>
    public bool IsPointedAtLast => IsNewest && !IsKnown && Sources.Count == 0;

    /// <summary>Whether a snapshot of the other major removes the rows of this table: both are snapshots of the same data, and its views show both.</summary>
    public bool IsBuriedBy(TableShape other) =>
        Contract.Write.Mode is WriteMode.Snapshot && other.Contract.Write.Mode is WriteMode.Snapshot
        && Sources.Any(s => s.Contract.Version.Major == other.Table.Major);
}

/// <summary>The numbers of inserted, updated and deleted rows of a commit.</summary>
internal readonly record struct RowCounts(long Inserted, long Updated, long Deleted);

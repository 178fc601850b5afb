using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What an engine does with the tables of datasets inside one load, each in its own way.</summary>
internal interface ITableStore
{
    /// <summary>
    /// Makes the tables of a dataset's majors, or adds what they lack, and lets their views follow the contracts. Nothing
    /// is ever taken away.
    /// </summary>
    Task ShapeAsync(IReadOnlyList<TableShape> majors, CancellationToken cancellationToken);

    /// <summary>Adds the rows of commits, and finds that all of them have come, once.</summary>
    Task AppendAsync(TableShape shape, IReadOnlyList<NumberedCommit> commits, CancellationToken cancellationToken);

    /// <summary>Brings the rows of a commit into a table whose rows have a key.</summary>
    /// <param name="majors">Whose tables may have later rows of a key.</param>
    Task<RowCounts> MergeAsync(TableShape shape, DatasetMajors majors, NumberedCommit commit, CancellationToken cancellationToken);

    /// <summary>Takes out all rows, and returns how many there were.</summary>
    Task<long> ClearAsync(TableShape shape, string doing, CancellationToken cancellationToken);

    /// <summary>How many rows there are of each sequence.</summary>
    Task<IReadOnlyList<StoredRows>> CountAsync(TableShape shape, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the rows out of a table because a snapshot came under another major: rows that have a key leave tombstones of
    /// the commit.
    /// </summary>
    Task BuryAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken);

    /// <summary>The last step before the commit.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <summary>A table as a load wants it.</summary>
/// <param name="IsKnown">Whether the ledger has loads of this table.</param>
/// <param name="IsNewest">Whether the dataset's own name shows this major.</param>
/// <param name="Sources">Other majors whose rows its views show.</param>
internal sealed record TableShape(
    LakeTableId Table, DataContract Contract, bool IsKnown, bool IsNewest, IReadOnlyList<MajorSource> Sources)
{
    /// <summary>Whether the dataset's own name moves here with the first rows and not before: there are none to show yet.</summary>
    public bool IsPointedAtLast => IsNewest && !IsKnown && Sources.Count == 0;

    /// <summary>Whether the rows are no more once a snapshot of the other major is stored: both are snapshots of one whole, which its views show.</summary>
    public bool IsBuriedBy(TableShape other) =>
        Contract.Write.Mode is WriteMode.Snapshot && other.Contract.Write.Mode is WriteMode.Snapshot
        && Sources.Any(s => s.Contract.Version.Major == other.Table.Major);
}

/// <summary>What became of the rows of a commit.</summary>
internal readonly record struct RowCounts(long Inserted, long Updated, long Deleted);

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What an engine does with the tables of datasets inside one load, each in its own way.</summary>
internal interface ITableStore
{
    /// <summary>
    /// Makes the table, or adds what it lacks, and lets its views follow the contract. Nothing is ever taken away.
    /// </summary>
    Task ShapeAsync(TableShape shape, CancellationToken cancellationToken);

    /// <summary>Adds the rows of commits, and finds that all of them have come, once.</summary>
    Task AppendAsync(TableShape shape, IReadOnlyList<NumberedCommit> commits, CancellationToken cancellationToken);

    /// <summary>Brings the rows of a commit into a table whose rows have a key.</summary>
    Task<RowCounts> MergeAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken);

    /// <summary>Takes out all rows, and returns how many there were.</summary>
    Task<long> ClearAsync(TableShape shape, NumberedCommit commit, CancellationToken cancellationToken);

    /// <summary>The last step before the commit.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <summary>A table as a load wants it.</summary>
/// <param name="IsKnown">Whether the ledger has loads of this table.</param>
/// <param name="IsNewest">Whether this is the dataset's newest major version loaded.</param>
internal sealed record TableShape(LakeTableId Table, DataContract Contract, bool IsKnown, bool IsNewest);

/// <summary>What became of the rows of a commit.</summary>
internal readonly record struct RowCounts(long Inserted, long Updated, long Deleted);

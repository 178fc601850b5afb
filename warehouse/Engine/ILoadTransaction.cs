using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows, views and ledger rows of some lake commits, visible together after <see cref="CompleteAsync"/>. For one
/// caller; not to be used from several threads at once.
/// </summary>
public interface ILoadTransaction : IAsyncDisposable
{
    /// <summary>What the ledger says about a table, this transaction's own loads included.</summary>
    ValueTask<LoadedTable> FindTableAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>
    /// Loads commits of one table in their order, each under a sequence of its own, and writes a ledger row for
    /// each. Makes and widens the table and its views where needed.
    /// </summary>
    /// <param name="commits">Consecutive, beginning behind the last one loaded.</param>
    /// <param name="majors">
    /// Those of the dataset: the contract of the commits' major decides columns, key and write mode, and is not older than
    /// any that a row of the table came under.
    /// </param>
    /// <exception cref="WarehouseException">
    /// The rows stored are not exactly the rows that the commit accepted, or a part cannot be read.
    /// </exception>
    ValueTask<IReadOnlyList<LoadedCommit>> ApplyAsync(
        IReadOnlyList<LakeCommit> commits,
        DatasetMajors majors,
        CancellationToken cancellationToken);

    /// <summary>
    /// Lets tables and views of a dataset follow its contracts, though nothing of it is loaded. May be repeated.
    /// </summary>
    /// <exception cref="WarehouseException">They follow newer contracts already, which are not among these.</exception>
    ValueTask ShapeAsync(DatasetMajors majors, CancellationToken cancellationToken);

    /// <summary>
    /// Takes out all rows of a dataset, and stores those of its loaded commits again under the sequences that the ledger has
    /// for them. What the ledger counts is corrected; consumers' checkpoints stay where they are.
    /// </summary>
    /// <param name="commits">Of all tables of the dataset, as far as they were loaded.</param>
    /// <exception cref="WarehouseException">The lake does not have the commits that were loaded.</exception>
    ValueTask<RebuiltDataset> RebuildAsync(DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken);

    ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <param name="LakeVersion">The last lake version loaded; -1 if there is none.</param>
/// <param name="Contract">The contract that table and views follow; null if nothing was loaded.</param>
public sealed record LoadedTable(LakeTableId Table, long LakeVersion, ContractVersion? Contract);

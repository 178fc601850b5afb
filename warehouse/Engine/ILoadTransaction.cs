using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Rows, views and ledger rows of some lake commits, which become visible together after <see cref="CompleteAsync"/>. For
/// one caller; not thread-safe.
/// </summary>
public interface ILoadTransaction : IAsyncDisposable
{
    /// <summary>The ledger's facts about a table, including this transaction's own loads.</summary>
    ValueTask<LoadedTable> FindTableAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>
    /// Loads commits of one table in order, and writes a ledger row for each. Creates or widens
    /// the table and its views if necessary.
    /// </summary>
    /// <param name="commits">Consecutive commits; the first follows the last loaded one.</param>
    /// <param name="majors">
    /// The majors of the dataset. The contract of the commits' major decides columns, key and write mode, and is at least as
    /// new as the contract of every row.
    /// </param>
    /// <exception cref="WarehouseException">
    /// The number of stored rows differs from the number that the commit accepted, or a part cannot be read.
    /// </exception>
    ValueTask<IReadOnlyList<LoadedCommit>> ApplyAsync(
        IReadOnlyList<LakeCommit> commits,
        DatasetMajors majors,
        CancellationToken cancellationToken);

    /// <summary>
    /// Changes tables and views of a dataset to follow its contracts, without loading anything. May be repeated.
    /// </summary>
    /// <exception cref="WarehouseException">They already follow a contract version that these majors do not have.</exception>
    ValueTask ShapeAsync(DatasetMajors majors, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes all rows of a dataset, and stores the rows of its loaded commits again in the ledger's order. The
    /// ledger's counts are corrected; consumers' positions do not move.
    /// </summary>
    /// <param name="commits">The loaded commits of all tables of the dataset.</param>
    /// <exception cref="WarehouseException">The lake does not have the commits that were loaded.</exception>
    ValueTask<RebuiltDataset> RebuildAsync(DatasetMajors majors, IReadOnlyList<LakeCommit> commits, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a dataset can be rebuilt in tables beside its own, in several transactions. Otherwise
    /// <see cref="RebuildAsync"/> rebuilds it in one.
    /// </summary>
    bool CanBuildBeside { get; }

    /// <summary>Removes the tables of <see cref="BesideTables.Dataset"/>, which an unfinished rebuild has left. May be repeated.</summary>
    ValueTask DropBesideAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the tables of a dataset by those beside them, and corrects the counts in the ledger. Consumers' positions do not
    /// move.
    /// </summary>
    /// <exception cref="WarehouseBusyException">The tables beside have other commits than the dataset's own. Nothing was changed.</exception>
    ValueTask<RebuiltDataset> TakeBesideAsync(DatasetMajors majors, CancellationToken cancellationToken);

    ValueTask CompleteAsync(CancellationToken cancellationToken);
}

/// <param name="LakeVersion">The last loaded lake version; -1 if there is none.</param>
/// <param name="Contract">The contract that table and views follow; null if nothing was loaded.</param>
public sealed record LoadedTable(LakeTableId Table, long LakeVersion, ContractVersion? Contract);

using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Records what was loaded and consumed. Each call sees one committed state.</summary>
public interface ILedger
{
    /// <summary>
    /// The identity that this ledger got when it was made. A copy of the warehouse has the same; a warehouse that is loaded anew
    /// has another one.
    /// </summary>
    ValueTask<LedgerIdentity> IdentityAsync(CancellationToken cancellationToken);

    /// <summary>The newest loaded lake version of each loaded table.</summary>
    ValueTask<LakePositions> NewestAsync(CancellationToken cancellationToken);

    /// <summary>The last loaded lake version of a table; -1 if there is none.</summary>
    ValueTask<long> LastLakeVersionAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>The newest load of a table; null if there is none.</summary>
    ValueTask<LoadRecord?> LastLoadAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>One entry for each table loaded, by dataset and major.</summary>
    ValueTask<IReadOnlyList<TableStatus>> TablesAsync(CancellationToken cancellationToken);

    /// <summary>The loads of a table after a version.</summary>
    ValueTask<LoadsAfter> AfterAsync(LakeTableId table, long version, CancellationToken cancellationToken);

    /// <summary>The contract versions that a dataset's tables and views follow; null before its first load.</summary>
    ValueTask<ShapedDataset?> ShapeAsync(DatasetName dataset, CancellationToken cancellationToken);

    /// <summary>The same for every dataset with a load.</summary>
    ValueTask<IReadOnlyDictionary<DatasetName, ShapedDataset>> ShapesAsync(CancellationToken cancellationToken);

    /// <summary>The newest loads first, of one dataset or of all.</summary>
    ValueTask<IReadOnlyList<LoadRecord>> LoadsAsync(DatasetName? dataset, int limit, CancellationToken cancellationToken);

    /// <summary>One entry for each consumer that ever ran, by name.</summary>
    ValueTask<IReadOnlyList<ConsumerStatus>> ConsumersAsync(CancellationToken cancellationToken);

    /// <summary>A consumer's newest runs first.</summary>
    ValueTask<IReadOnlyList<ConsumerRun>> RunsAsync(string consumer, int limit, CancellationToken cancellationToken);
}

/// <summary>A ledger row.</summary>
public sealed record LoadRecord(LoadedCommit Commit, ContractVersion Contract, DateTimeOffset LoadedAt);

/// <param name="Versions">Contract versions, the newest of each major, as in <c>1.1.0, 2.0.0</c>.</param>
/// <param name="RebuildReason">
/// The reason why the next load rebuilds the tables from the lake first; null if it does not.
/// </param>
public sealed record ShapedDataset(string Versions, string? RebuildReason);

/// <summary>The state of a table.</summary>
/// <param name="LakeVersion">The last loaded version.</param>
/// <param name="Commits">The number of loaded commits.</param>
/// <param name="Rows">The number of inserted rows minus the number of deleted rows, over all loads.</param>
/// <param name="LoadIds">The load ids of the last load.</param>
public sealed record TableStatus(
    LakeTableId Table,
    long LakeVersion,
    long Commits,
    long Rows,
    ContractVersion Contract,
    DateTimeOffset LoadedAt,
    IReadOnlyList<LoadId> LoadIds);

public sealed record LedgerIdentity(string Id, DateTimeOffset CreatedAt);

/// <summary>The loads of a table after a version: what somebody at that position has not received yet.</summary>
/// <param name="Rows">Inserted, updated and deleted rows together.</param>
/// <param name="Since">The time of the first of these loads; null if there is none.</param>
public sealed record LoadsAfter(long Commits, long Rows, DateTimeOffset? Since);

/// <param name="Positions">The tables of which it has received rows, or begun after their first.</param>
/// <param name="LastRun">The newest run.</param>
public sealed record ConsumerStatus(string Consumer, LakePositions Positions, ConsumerRun? LastRun)
{
    /// <summary>Set while the consumer is paused by hand.</summary>
    public ConsumerPause? Pause { get; init; }
}

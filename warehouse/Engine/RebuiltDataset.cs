using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A rebuilt dataset.</summary>
/// <param name="Loads">The number of loads that were stored again.</param>
/// <param name="Rows">The number of live rows now, in all majors together.</param>
/// <param name="Changed">The commits whose row counts in the tables or in the ledger have changed, in order.</param>
public sealed record RebuiltDataset(DatasetName Dataset, int Loads, long Rows, IReadOnlyList<LoadedCommit> Changed)
{
    /// <summary>Rows of commits that the ledger does not have. They are gone now.</summary>
    public long StrayRows { get; init; }
}

using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A rebuilt dataset.</summary>
/// <param name="Loads">How many loads were stored again.</param>
/// <param name="Rows">Rows that are live now, in all majors together.</param>
/// <param name="Changed">The sequences whose row numbers in the tables, or counts in the ledger, have changed.</param>
public sealed record RebuiltDataset(DatasetName Dataset, int Loads, long Rows, IReadOnlyList<long> Changed);

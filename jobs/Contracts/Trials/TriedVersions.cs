using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The versions for a trial: the published ones, with and without the tried one.</summary>
/// <param name="WithTried">The newest first.</param>
/// <param name="Published">The newest first; may be empty.</param>
internal sealed record TriedVersions(IReadOnlyList<DataContract> WithTried, IReadOnlyList<DataContract> Published)
{
    /// <param name="whose">The dataset of the files. If it is not the contract's dataset, only the contract is tried.</param>
    public static TriedVersions Of(DataContract tried, DatasetName whose, ContractCatalog published)
    {
        IReadOnlyList<DataContract> now = whose == tried.Dataset ? [.. published.Versions(whose).Where(c => c.TakesFiles).Reverse()] : [];
        return new TriedVersions([.. now.Where(c => c.Version != tried.Version).Append(tried).OrderByDescending(c => c.Version)], now);
    }
}

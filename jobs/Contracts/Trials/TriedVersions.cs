using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The versions that files come under when one more is tried beside those that are published.</summary>
/// <param name="WithTried">Newest first.</param>
/// <param name="Published">Newest first; may be none.</param>
internal sealed record TriedVersions(IReadOnlyList<DataContract> WithTried, IReadOnlyList<DataContract> Published)
{
    /// <param name="whose">The dataset whose files are tried; of another dataset nothing is beside the contract.</param>
    public static TriedVersions Of(DataContract tried, DatasetName whose, ContractCatalog published)
    {
        IReadOnlyList<DataContract> now = whose == tried.Dataset ? [.. published.Versions(whose).Where(c => c.TakesFiles).Reverse()] : [];
        return new TriedVersions([.. now.Where(c => c.Version != tried.Version).Append(tried).OrderByDescending(c => c.Version)], now);
    }
}

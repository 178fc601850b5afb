using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>The columns of all versions of a major.</summary>
internal static class MajorColumns
{
    /// <summary>First the columns of the newest version, then columns that only an older or unpublished version has.</summary>
    public static IReadOnlyList<ContractColumn> All(ContractCatalog contracts, DatasetName dataset, int major) =>
    [
        .. contracts.Versions(dataset)
            .Where(v => v.Version.Major == major)
            .Reverse()
            .SelectMany(v => v.LandedColumns)
            .DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The columns that a batch or a view has now: those of the newest version that takes files, otherwise of the newest one.</summary>
    public static IReadOnlyList<ContractColumn> Newest(
        ContractCatalog published, ContractCatalog contracts, DatasetName dataset, int major) =>
        (Find(published, dataset, major) ?? Find(contracts, dataset, major))?.LandedColumns ?? [];

    private static DataContract? Find(ContractCatalog contracts, DatasetName dataset, int major) =>
        contracts.Newest(dataset, major) ?? contracts.Versions(dataset).LastOrDefault(v => v.Version.Major == major);
}

using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>The columns that the versions of a major have together.</summary>
internal static class MajorColumns
{
    /// <summary>Those of the newest version first; a name that only an older one has, or one not published yet, is there too.</summary>
    public static IReadOnlyList<ContractColumn> All(ContractCatalog contracts, DatasetName dataset, int major) =>
    [
        .. contracts.Versions(dataset)
            .Where(v => v.Version.Major == major)
            .Reverse()
            .SelectMany(v => v.LandedColumns)
            .DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Those that a batch or a view has now: of the newest version, one that takes files where there is one.</summary>
    public static IReadOnlyList<ContractColumn> Newest(
        ContractCatalog published, ContractCatalog contracts, DatasetName dataset, int major) =>
        (Find(published, dataset, major) ?? Find(contracts, dataset, major))?.LandedColumns ?? [];

    private static DataContract? Find(ContractCatalog contracts, DatasetName dataset, int major) =>
        contracts.Newest(dataset, major) ?? contracts.Versions(dataset).LastOrDefault(v => v.Version.Major == major);
}

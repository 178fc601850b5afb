namespace DataShare.Schemas;

/// <summary>
/// All versions of all contracts in a folder, one file each: <c>&lt;dataset&gt;/&lt;version&gt;.odcs.yaml</c>
/// (<c>.yaml</c> and <c>.yml</c> are taken too). Immutable, so it may be shared.
/// </summary>
public sealed class ContractCatalog
{
    private readonly SortedDictionary<string, IReadOnlyList<DataContract>> versions = new(StringComparer.Ordinal);

    /// <param name="contracts">In any order; no version of a dataset twice.</param>
    public ContractCatalog(IEnumerable<DataContract> contracts)
    {
        foreach (var dataset in contracts.GroupBy(c => c.Dataset.Value))
        {
            versions.Add(dataset.Key, [.. dataset.OrderBy(c => c.Version)]);
        }

        Datasets = [.. versions.Values.Select(v => v[0].Dataset)];
    }

    public static ContractCatalog Empty { get; } = new([]);

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<DatasetName> Datasets { get; }

    /// <summary>
    /// Reads every contract below the folder. A file with a problem is left out, the others are in the catalog.
    /// </summary>
    public static CatalogReading Load(string folder) => CatalogLoader.Load(folder);

    /// <summary>Ascending; empty when the dataset is unknown.</summary>
    public IReadOnlyList<DataContract> Versions(DatasetName dataset) =>
        versions.GetValueOrDefault(dataset.Value) ?? [];

    public DataContract? Find(DatasetName dataset, ContractVersion version) =>
        Versions(dataset).FirstOrDefault(c => c.Version == version);

    /// <summary>The newest version that takes files: neither a draft nor retired.</summary>
    public DataContract? Newest(DatasetName dataset) => Versions(dataset).LastOrDefault(c => c.TakesFiles);

    /// <summary>The newest version of a major that takes files.</summary>
    public DataContract? Newest(DatasetName dataset, int major) =>
        Versions(dataset).LastOrDefault(c => c.TakesFiles && c.Version.Major == major);
}

public sealed record CatalogReading(ContractCatalog Catalog, IReadOnlyList<SourceProblem> Problems);

namespace DataShare.Schemas;

/// <summary>
/// All versions of all contracts in a folder, one file each: <c>&lt;dataset&gt;/&lt;version&gt;.odcs.yaml</c> (or
/// <c>.yaml</c>, <c>.yml</c>). Immutable, so it can be shared.
/// </summary>
public sealed class ContractCatalog
{
    private readonly SortedDictionary<string, IReadOnlyList<DataContract>> versions = new(StringComparer.Ordinal);

    /// <param name="contracts">In any order, without duplicate versions of a dataset.</param>
    public ContractCatalog(IEnumerable<DataContract> contracts)
    {
        foreach (var dataset in contracts.GroupBy(c => c.Dataset.Value))
        {
            versions.Add(dataset.Key, [.. dataset.OrderBy(c => c.Version)]);
        }

        Datasets = [.. versions.Values.Select(v => v[0].Dataset)];
    }

    public static ContractCatalog Empty { get; } = new([]);

    /// <summary>All datasets, in the order of their names.</summary>
    public IReadOnlyList<DatasetName> Datasets { get; }

    /// <summary>
    /// Datasets with a version that cannot be read. The catalog has none of their versions, because matching a file and
    /// mapping its rows needs all versions together.
    /// </summary>
    public IReadOnlySet<DatasetName> Unread { get; init; } = new HashSet<DatasetName>();

    /// <summary>
    /// Reads every contract below the folder. A file with a problem is left out, the others are in the catalog.
    /// </summary>
    /// <param name="known">Contracts that were read before: a file with the same text is not parsed again.</param>
    public static CatalogReading Load(string folder, CatalogReading? known = null) => CatalogLoader.Load(folder, known, isPublished: false);

    /// <summary>
    /// Reads published contracts. Rules that were introduced after their publication do not apply to them.
    /// </summary>
    public static CatalogReading LoadPublished(string folder) => CatalogLoader.Load(folder, null, isPublished: true);

    /// <summary>The versions of the dataset, ascending; empty if the dataset is unknown.</summary>
    public IReadOnlyList<DataContract> Versions(DatasetName dataset) =>
        versions.GetValueOrDefault(dataset.Value) ?? [];

    public DataContract? Find(DatasetName dataset, ContractVersion version) =>
        Versions(dataset).FirstOrDefault(c => c.Version == version);

    /// <summary>The newest version that takes files: neither a draft nor retired.</summary>
    public DataContract? Newest(DatasetName dataset) => Versions(dataset).LastOrDefault(c => c.TakesFiles);

    /// <summary>The newest version of a major that takes files.</summary>
    public DataContract? Newest(DatasetName dataset, int major) =>
        Versions(dataset).LastOrDefault(c => c.TakesFiles && c.Version.Major == major);

    /// <summary>
    /// The newest version of each major, including retired ones, whose rows are kept. Drafts do not count. Columns know
    /// how they came into their major, and their names in its earlier versions.
    /// </summary>
    public DatasetMajors Majors(DatasetName dataset) => new(
        dataset,
        [
            .. Versions(dataset)
                .Where(c => c.TakesFiles || c.Status is "retired")
                .GroupBy(c => c.Version.Major)
                .Select(major => WithHistory([.. major]))
                .OrderBy(c => c.Version),
        ]);

    private static DataContract WithHistory(IReadOnlyList<DataContract> ascending)
    {
        var newest = ascending[^1];
        return newest with
        {
            Columns = [.. newest.Columns.Select(c => c with { FormerNames = Former(c), Birth = ColumnHistory.Birth(c, ascending) })],
        };

        IReadOnlyList<string> Former(ContractColumn column) =>
            [.. ColumnHistory.Of(column, ascending).Reverse().Select(h => h.Column?.Name).OfType<string>().Where(n => n != column.Name).Distinct(StringComparer.Ordinal)];
    }
}

public sealed record CatalogReading(ContractCatalog Catalog, IReadOnlyList<SourceProblem> Problems)
{
    /// <summary>The valid files, by their text.</summary>
    public IReadOnlyDictionary<string, ContractReading> ByText { get; init; } = new Dictionary<string, ContractReading>();
}

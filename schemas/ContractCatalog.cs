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
    /// Datasets that have a version which cannot be read. None of their versions is here: which of them a file is of, and
    /// how its rows go from one to the other, can be told of all of them together alone.
    /// </summary>
    public IReadOnlySet<DatasetName> Unread { get; init; } = new HashSet<DatasetName>();

    /// <summary>
    /// Reads every contract below the folder. A file with a problem is left out, the others are in the catalog.
    /// </summary>
    /// <param name="known">What was read elsewhere: a file of the same text is not read a second time.</param>
    public static CatalogReading Load(string folder, CatalogReading? known = null) => CatalogLoader.Load(folder, known, isPublished: false);

    /// <summary>The same of contracts that were published, which rules that are younger than they do not concern.</summary>
    public static CatalogReading LoadPublished(string folder) => CatalogLoader.Load(folder, null, isPublished: true);

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

    /// <summary>
    /// The newest version of each major, retired ones too: their rows are kept. A draft is none yet. Columns know how they
    /// came into their major, and the names that they had in its earlier versions.
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
    /// <summary>The files in which nothing is wrong, by their text.</summary>
    public IReadOnlyDictionary<string, ContractReading> ByText { get; init; } = new Dictionary<string, ContractReading>();
}

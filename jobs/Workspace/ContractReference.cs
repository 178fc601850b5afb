using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The typed name of contracts: <c>orders</c>, <c>orders@1</c>, <c>orders@1.1.0</c>.</summary>
internal sealed record ContractReference(DatasetName Dataset, int? Major, ContractVersion? Version)
{
    public const string Expected = "DATASET, DATASET@MAJOR or DATASET@VERSION, such as orders@1.1.0";

    /// <exception cref="UsageException">The text names no contract.</exception>
    public static ContractReference Parse(string text)
    {
        var (name, version) = text.Split('@') switch
        {
            [var only] => (only, null),
            [var before, var behind] => (before, behind),
            _ => (text, null),
        };
        return DatasetName.TryParse(name) is { } dataset && Number(version) is var (major, whole)
            ? new ContractReference(dataset, major, whole)
            : throw new UsageException($"'{text}' does not name a contract; expected {Expected}.");
    }

    public bool Means(DataContract contract) =>
        contract.Dataset == Dataset
        && (Major is null || contract.Version.Major == Major)
        && (Version is null || contract.Version == Version);

    public bool Means(UnreadContract contract) =>
        contract.Dataset == Dataset
        && (Major is null || contract.Version?.Major == Major)
        && (Version is null || contract.Version == Version);

    /// <summary>The named version, or the newest of the named ones, if possible one that takes files.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public DataContract Find(ContractCatalog contracts)
    {
        var versions = contracts.Versions(Dataset);
        var meant = versions.Where(Means).ToList();
        return meant.LastOrDefault(c => c.TakesFiles) ?? meant.LastOrDefault() ?? throw new UsageException(
            versions.Count == 0
                ? $"There is no contract for dataset '{Dataset}'; {NearestName.Hint(Dataset.Value, [.. contracts.Datasets.Select(d => d.Value)])}"
                : $"There is no '{this}'; versions: {string.Join(", ", versions.Select(v => v.Version))}.");
    }

    public override string ToString() => this switch
    {
        { Version: { } version } => $"{Dataset}@{version}",
        { Major: { } major } => string.Create(CultureInfo.InvariantCulture, $"{Dataset}@{major}"),
        _ => Dataset.Value,
    };

    private static (int? Major, ContractVersion? Whole)? Number(string? text) =>
        text is null ? (null, null)
        : ContractVersion.TryParse(text) is { } whole ? (whole.Major, whole)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? (major, null)
        : null;
}

using System.Globalization;

namespace DataShare.Schemas;

/// <summary>A major version whose files were all removed from the contracts' folder.</summary>
/// <param name="Versions">The versions in the baseline; at least one.</param>
/// <param name="IsLast">Whether no other major of the dataset is left.</param>
/// <param name="IsInForce">Whether it is published here, so that files are still taken under it.</param>
/// <param name="Readers">Its readers, each once.</param>
public sealed record RemovedMajor(
    DatasetName Dataset, int Major, IReadOnlyList<ContractVersion> Versions, bool IsLast, bool IsInForce, IReadOnlyList<ReaderNeeds> Readers)
{
    /// <summary>Compared with the lake, a deleted file breaks nobody: the published version stays in force.</summary>
    public bool IsRefused => Readers.Count > 0 && !IsInForce;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Dataset}@{Major}");

    /// <summary>The readers that it breaks, in words.</summary>
    public IReadOnlyList<string> Broken =>
        [.. Readers.Select(r => $"breaks {r.Reader} ({r.Owner}): reads {Name}{(r.Columns is { } columns ? $" ({string.Join(", ", columns)})" : "")}, whose contract is deleted")];

    public string Text =>
        $"{(IsLast ? $"all contracts of '{Dataset}' are deleted" : $"{Name} is deleted")} ({string.Join(", ", Versions)}). "
        + (IsInForce
            ? $"The published versions stay in force, and their files are still taken. Restore the {(Versions.Count == 1 ? "file" : "files")}, or retire the major: datashare schema retire {Name}"
            : $"A workspace that is set up from these files would not have this dataset{(IsLast ? "" : " under this major")}. Restore the {(Versions.Count == 1 ? "file" : "files")}"
                + (Readers.Count > 0 ? ", or let its readers move first" : "; where it is published, retire it first: datashare schema retire " + Name));

    /// <param name="written">The files that there are.</param>
    /// <param name="baseline">The versions that there were.</param>
    /// <param name="isInForce">Whether files are still taken under the baseline.</param>
    public static IReadOnlyList<RemovedMajor> Of(
        CatalogReading written, ContractCatalog baseline, bool isInForce, IReadOnlyList<ReaderNeeds> readers) =>
    [
        .. baseline.Datasets.SelectMany(d => baseline.Versions(d)
            .Where(c => c.TakesFiles)
            .GroupBy(c => c.Version.Major)
            .Where(major => !IsThere(written, d, major.Key))
            .Select(major => new RemovedMajor(
                d,
                major.Key,
                [.. major.Select(c => c.Version)],
                !IsThere(written, d, null),
                isInForce,
                [.. readers.Where(r => r.Dataset == d && r.Major == major.Key).DistinctBy(r => r.Reader)]))),
    ];

    /// <summary>Whether a file of the major exists; a file that cannot be read counts too.</summary>
    private static bool IsThere(CatalogReading written, DatasetName dataset, int? major) =>
        written.Catalog.Versions(dataset).Any(c => major is null || c.Version.Major == major)
        || written.Problems.Select(p => UnreadContract.Of(p.File)).Any(u => u.Dataset == dataset && (major is null || u.Version is null || u.Version?.Major == major));
}

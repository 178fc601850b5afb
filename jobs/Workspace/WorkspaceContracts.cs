using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The contracts of a workspace: what its folder says, and what was published to its lake.</summary>
/// <param name="Store">Where published versions are.</param>
/// <param name="Kept">What data may have landed under.</param>
/// <param name="Written">What people write.</param>
public sealed record WorkspaceContracts(PublishedContracts Store, CatalogReading Kept, CatalogReading Written)
{
    public ContractCatalog Published => Kept.Catalog;

    public ContractCatalog Folder => Written.Catalog;

    /// <summary>What data is taken, loaded and given on by: every published version, whether its file is still there or not.</summary>
    public ContractCatalog InForce => new(Versions(Published).Select(Shown)) { Unread = Published.Unread };

    /// <summary>That, and what the folder has beside it, for who looks at contracts or changes them.</summary>
    public ContractCatalog All => new(
        Versions(Published).Select(Shown).Concat(Versions(Folder).Where(c => Published.Find(c.Dataset, c.Version) is null)))
    {
        Unread = Published.Unread,
    };

    /// <summary>
    /// Versions of the folder that take files and are not published yet; ascending within a dataset. None of a dataset whose
    /// published versions cannot be read: there is nothing to compare with.
    /// </summary>
    public IReadOnlyList<DataContract> Unpublished =>
        [.. Versions(Folder).Where(c => c.TakesFiles && !Published.Unread.Contains(c.Dataset) && Published.Find(c.Dataset, c.Version) is null)];

    /// <summary>Versions of the folder whose text is another than was published, with what was.</summary>
    public IReadOnlyList<(DataContract Edited, DataContract Published)> Edited =>
    [
        .. Versions(Folder)
            .Select(c => (c, Published.Find(c.Dataset, c.Version)))
            .Where(c => c.Item2 is { } published && published.SourceText != c.c.SourceText)
            .Select(c => (c.c, c.Item2!)),
    ];

    /// <summary>Files of the folder that cannot be read and are not published: they may be meant to take files soon.</summary>
    public IReadOnlyList<UnreadContract> Unread =>
        [.. Written.Problems.Select(p => p.File).Distinct(StringComparer.Ordinal).Select(UnreadContract.Of).Where(u => !u.IsDraft && !IsPublished(u))];

    public static WorkspaceContracts Read(Workspace workspace, PublishedContracts store)
    {
        var kept = store.Read();
        return new WorkspaceContracts(store, kept, ContractCatalog.Load(workspace.ContractsFolder, kept));
    }

    private static IEnumerable<DataContract> Versions(ContractCatalog catalog) => catalog.Datasets.SelectMany(catalog.Versions);

    private bool IsPublished(UnreadContract unread) =>
        unread is { Dataset: { } dataset, Version: { } version } && Published.Find(dataset, version) is not null;

    /// <summary>Under the name that people know it by, where the file they wrote is still the one that was published.</summary>
    private DataContract Shown(DataContract published) =>
        Folder.Find(published.Dataset, published.Version) is { } written && written.SourceText == published.SourceText
            ? published with { SourceFile = written.SourceFile }
            : published;
}

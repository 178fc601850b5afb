using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The contracts of a workspace: those of its folder, and those published to its lake.</summary>
/// <param name="Store">The store of published versions.</param>
/// <param name="Kept">The published versions.</param>
/// <param name="Written">The versions of the folder.</param>
public sealed record WorkspaceContracts(PublishedContracts Store, CatalogReading Kept, CatalogReading Written)
{
    public ContractCatalog Published => Kept.Catalog;

    public ContractCatalog Folder => Written.Catalog;

    /// <summary>
    /// Every published version, even if its file no longer exists. Data is ingested, loaded and delivered under them.
    /// </summary>
    public ContractCatalog InForce => new(Versions(Published).Select(Shown)) { Unread = Published.Unread };

    /// <summary>Published versions and those of the folder, for commands that show or change contracts.</summary>
    public ContractCatalog All => new(
        Versions(Published).Select(Shown).Concat(Versions(Folder).Where(c => Published.Find(c.Dataset, c.Version) is null)))
    {
        Unread = Published.Unread,
    };

    /// <summary>
    /// Versions of the folder that take files and are not published yet; ascending within a dataset. Datasets whose published
    /// versions cannot be read are left out, because there is nothing to compare with.
    /// </summary>
    public IReadOnlyList<DataContract> Unpublished =>
        [.. Versions(Folder).Where(c => c.TakesFiles && !Published.Unread.Contains(c.Dataset) && Published.Find(c.Dataset, c.Version) is null)];

    /// <summary>Versions of the folder whose text differs from the published one, with the published one.</summary>
    public IReadOnlyList<(DataContract Edited, DataContract Published)> Edited =>
    [
        .. Versions(Folder)
            .Select(c => (c, Published.Find(c.Dataset, c.Version)))
            .Where(c => c.Item2 is { } published && published.SourceText != c.c.SourceText)
            .Select(c => (c.c, c.Item2!)),
    ];

    /// <summary>Files of the folder that cannot be read and are not published.</summary>
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

    /// <summary>Gives the path of the folder's file, if its text is still the published one, because people know that file.</summary>
    private DataContract Shown(DataContract published) =>
        Folder.Find(published.Dataset, published.Version) is { } written && written.SourceText == published.SourceText
            ? published with { SourceFile = written.SourceFile }
            : published;
}

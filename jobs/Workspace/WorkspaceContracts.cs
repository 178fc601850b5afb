using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The contracts of a workspace: what its folder says, and what was published to its lake.</summary>
/// <param name="Store">Where published versions are.</param>
/// <param name="Published">What data may have landed under.</param>
/// <param name="Folder">What people write.</param>
/// <param name="Problems">Of both; a file with a problem is in neither.</param>
public sealed record WorkspaceContracts(
    PublishedContracts Store, ContractCatalog Published, ContractCatalog Folder, IReadOnlyList<SourceProblem> Problems)
{
    /// <summary>
    /// What is worked with: every published version as it was published, whether its file is still there or not, and
    /// what the folder has beside these.
    /// </summary>
    public ContractCatalog All => new(
        Published.Datasets.SelectMany(Published.Versions).Select(Shown)
            .Concat(Versions(Folder).Where(c => Published.Find(c.Dataset, c.Version) is null)));

    /// <summary>Versions of the folder that take files and are not published yet; ascending within a dataset.</summary>
    public IReadOnlyList<DataContract> Unpublished =>
        [.. Versions(Folder).Where(c => c.TakesFiles && Published.Find(c.Dataset, c.Version) is null)];

    /// <summary>Versions of the folder whose text is another than was published, with what was.</summary>
    public IReadOnlyList<(DataContract Edited, DataContract Published)> Edited =>
    [
        .. Versions(Folder)
            .Select(c => (c, Published.Find(c.Dataset, c.Version)))
            .Where(c => c.Item2 is { } published && published.SourceText != c.c.SourceText)
            .Select(c => (c.c, c.Item2!)),
    ];

    /// <exception cref="LakeCorruptException">The lake cannot tell which majors are retired.</exception>
    public static WorkspaceContracts Read(Workspace workspace, PublishedContracts store)
    {
        var folder = ContractCatalog.Load(workspace.ContractsFolder);
        var published = store.Read();
        return new WorkspaceContracts(store, published.Catalog, folder.Catalog, [.. folder.Problems, .. published.Problems]);
    }

    private static IEnumerable<DataContract> Versions(ContractCatalog catalog) => catalog.Datasets.SelectMany(catalog.Versions);

    /// <summary>Under the name that people know it by, where the file they wrote is still the one that was published.</summary>
    private DataContract Shown(DataContract published) =>
        Folder.Find(published.Dataset, published.Version) is { } written && written.SourceText == published.SourceText
            ? published with { SourceFile = written.SourceFile }
            : published;
}

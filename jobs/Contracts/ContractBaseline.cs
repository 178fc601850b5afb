using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The versions that new ones are compared with.</summary>
/// <param name="Name">The name in words.</param>
/// <param name="Notes">Sentences about contracts that were left out.</param>
internal sealed record ContractBaseline(string Name, ContractCatalog Contracts, IReadOnlyList<string> Notes)
{
    public const string Published = "published";

    /// <summary>Whether it is the workspace's lake, where a published version stays in force without its file.</summary>
    public bool IsLake { get; init; }

    /// <param name="against">The value of <c>--against</c>: <c>published</c>, a folder, or a Git commit.</param>
    /// <exception cref="UsageException">It is none of these; the message says where each was searched.</exception>
    public static async ValueTask<ContractBaseline> ReadAsync(
        string against, Workspace workspace, WorkspaceContracts contracts, CancellationToken cancellationToken)
    {
        if (against == Published)
        {
            return new ContractBaseline("the published versions", contracts.Published, []) { IsLake = true };
        }

        if (Directory.Exists(against))
        {
            var folder = Workspace.Holds(against) ? Workspace.At(against).ContractsFolder : against;
            return Of(Workspace.Display(Path.GetFullPath(folder)), ContractCatalog.Load(folder));
        }

        if (await GitContracts.ReadAsync(workspace.ContractsFolder, against, cancellationToken) is { } reading)
        {
            return Of(against, reading with { Catalog = WithLineEndsOf(contracts.Folder, reading.Catalog) });
        }

        throw new UsageException(
            $"--against: '{against}' is not '{Published}', a folder, or a branch, tag or commit of the repository that contains " +
            $"{Workspace.Display(workspace.ContractsFolder)}. " +
            (await GitContracts.HintAsync(workspace.ContractsFolder, against, cancellationToken) ?? "Example: --against main"));
    }

    private static ContractBaseline Of(string name, CatalogReading reading) => new(
        name,
        reading.Catalog,
        [.. reading.Problems.Select(p => $"in {name}, {p.File} is left out: {p.Message} (line {p.Line})")]);

    /// <summary>Ignores line ends, because Git may change them when it checks out a file.</summary>
    private static ContractCatalog WithLineEndsOf(ContractCatalog folder, ContractCatalog kept) => new(
        kept.Datasets.SelectMany(kept.Versions).Select(c =>
            folder.Find(c.Dataset, c.Version) is { } here && here.SourceText.ReplaceLineEndings() == c.SourceText.ReplaceLineEndings()
                ? c with { SourceText = here.SourceText }
                : c));
}

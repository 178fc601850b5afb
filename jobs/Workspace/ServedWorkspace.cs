using DataShare.Consumers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>A workspace whose contracts and consumer definitions were read and found right.</summary>
/// <param name="Contracts">What was published, and what the folder has beside it.</param>
public sealed record ServedWorkspace(Workspace Workspace, ContractCatalog Contracts, ConsumerCatalog Consumers)
{
    /// <exception cref="UsageException">Contracts or definitions have problems; all of them are in the message.</exception>
    public static ServedWorkspace Read(Workspace workspace)
    {
        var contracts = WorkspaceContracts.Read(workspace);
        var consumers = ConsumerCatalog.Load(workspace.DefinitionsFolder);
        Refuse([.. contracts.Problems, .. consumers.Problems]);
        Schedule.Check(consumers.Catalog);
        return new ServedWorkspace(workspace, contracts.All, consumers.Catalog);
    }

    /// <exception cref="UsageException">No contract has it; the message names the nearest one.</exception>
    public DatasetName Dataset(string name) =>
        Contracts.Datasets.FirstOrDefault(d => d.Value == name) ?? throw new UsageException(
            $"No contract in {DataShare.Jobs.Workspace.Display(Workspace.ContractsFolder)} has the dataset '{name}'; " +
            NearestName.Hint(name, [.. Contracts.Datasets.Select(d => d.Value)]));

    /// <exception cref="UsageException">There is no such definition; the message names the nearest one.</exception>
    public ConsumerDefinition Consumer(string name) =>
        Consumers.Find(name) ?? throw new UsageException(
            $"No consumer in {DataShare.Jobs.Workspace.Display(Workspace.DefinitionsFolder)} is called '{name}'; " +
            NearestName.Hint(name, [.. Consumers.Definitions.Select(c => c.Name)]));

    private static void Refuse(IReadOnlyList<SourceProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems));
        }
    }
}

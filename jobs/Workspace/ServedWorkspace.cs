using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>A workspace whose contracts and consumer definitions were read and found right.</summary>
/// <param name="Versions">What was published, and what the folder has beside it.</param>
/// <param name="Engine">The warehouse's, whose SQL consumers deliver by.</param>
public sealed record ServedWorkspace(
    Workspace Workspace, WorkspaceContracts Versions, ConsumerCatalog Consumers, WarehouseEngine Engine)
{
    /// <summary>The versions that are worked with.</summary>
    public ContractCatalog Contracts { get; } = Versions.All;

    /// <param name="settings">What goes before the workspace's settings and the environment.</param>
    /// <exception cref="UsageException">
    /// Contracts or definitions have problems, all of which are in the message; or the settings cannot be read.
    /// </exception>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    public static ServedWorkspace Read(Workspace workspace, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var options = WorkspaceSettings.Read(workspace, settings);
        var locks = options.Producers.Locks(TimeProvider.System, new NoticeLog(Console.Error));
        var contracts = WorkspaceContracts.Read(workspace, new PublishedContracts(WorkspaceSettings.Lake(options), TimeProvider.System, locks));
        var consumers = ConsumerCatalog.Load(workspace.DefinitionsFolder, options.Warehouse.Engine);
        Refuse([.. contracts.Problems, .. consumers.Problems]);
        Schedule.Check(consumers.Catalog);
        return new ServedWorkspace(workspace, contracts, consumers.Catalog, options.Warehouse.Engine);
    }

    /// <summary>With the contracts as they are now, after some were published.</summary>
    /// <exception cref="UsageException">Contracts have problems.</exception>
    public ServedWorkspace ReadContractsAgain()
    {
        var contracts = WorkspaceContracts.Read(Workspace, Versions.Store);
        Refuse(contracts.Problems);
        return new ServedWorkspace(Workspace, contracts, Consumers, Engine);
    }

    /// <summary>
    /// With what is published now and nothing of the folder: whatever people are writing there does not end a service.
    /// </summary>
    /// <exception cref="UsageException">A published contract cannot be read.</exception>
    public ServedWorkspace OfPublished()
    {
        var published = Versions.Store.Read();
        Refuse(published.Problems);
        return new ServedWorkspace(
            Workspace, new WorkspaceContracts(Versions.Store, published.Catalog, published.Catalog, []), Consumers, Engine);
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

    /// <summary>What a consumer relies on, new versions that are not published yet in view.</summary>
    public ConsumerNeeds NeedsOf(ConsumerDefinition consumer) => ConsumerNeeds.Of(consumer, Versions.Published, Contracts, Engine);

    private static void Refuse(IReadOnlyList<SourceProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems));
        }
    }
}

using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>
/// A workspace and what of its contracts and consumer definitions is right. What is wrong is left out, and told by whom it
/// concerns; it stops nothing else.
/// </summary>
/// <param name="Versions">What was published, and what the folder has beside it.</param>
/// <param name="Definitions">The consumers, and what is wrong with others.</param>
/// <param name="Engine">The warehouse's, whose SQL consumers deliver by.</param>
public sealed record ServedWorkspace(
    Workspace Workspace, WorkspaceContracts Versions, WorkspaceConsumers Definitions, WarehouseEngine Engine)
{
    /// <summary>The versions that data is taken, loaded and given on by: the published ones.</summary>
    public ContractCatalog Contracts { get; } = Versions.InForce;

    /// <summary>Those, and what nobody has published yet.</summary>
    public ContractCatalog Written { get; } = Versions.All;

    public ConsumerCatalog Consumers => Definitions.Served;

    /// <param name="settings">What goes before the workspace's settings and the environment.</param>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    public static ServedWorkspace Read(Workspace workspace, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var options = WorkspaceSettings.Read(workspace, settings);
        var locks = options.Producers.Locks(TimeProvider.System, new NoticeLog(Console.Error));
        return new ServedWorkspace(
            workspace,
            WorkspaceContracts.Read(workspace, new PublishedContracts(WorkspaceSettings.Lake(options), TimeProvider.System, locks)),
            WorkspaceConsumers.Read(workspace, options.Warehouse.Engine),
            options.Warehouse.Engine);
    }

    /// <summary>With the contracts as they are now, after some were published.</summary>
    public ServedWorkspace ReadContractsAgain() =>
        new(Workspace, WorkspaceContracts.Read(Workspace, Versions.Store), Definitions, Engine);

    /// <summary>With contracts and consumers as their files are now; the settings stay.</summary>
    public ServedWorkspace ReadAgain() => ReadContractsAgain().With(WorkspaceConsumers.Read(Workspace, Engine));

    public ServedWorkspace With(WorkspaceConsumers consumers) => new(Workspace, Versions, consumers, Engine);

    /// <exception cref="UsageException">No contract has it, or all that do are wrong; the message says why, or names the nearest one.</exception>
    public DatasetName Dataset(string name) =>
        Known.FirstOrDefault(d => d.Value == name) ?? throw new UsageException(
            ProblemsOf(u => u.Dataset?.Value == name) is { Count: > 0 } problems
                ? string.Join(Environment.NewLine, [.. problems, $"The contract of '{name}' has faults. Correct them, then run: datashare schema check"])
                : $"There is no contract for dataset '{name}' in {DataShare.Jobs.Workspace.Display(Workspace.ContractsFolder)}; " +
                    NearestName.Hint(name, [.. Known.Select(d => d.Value)]));

    /// <summary>The version that is meant, published or not.</summary>
    /// <exception cref="UsageException">There is none, or its file is wrong; the message says why, or names the nearest.</exception>
    internal DataContract Contract(ContractReference reference)
    {
        var problems = ProblemsOf(reference.Means);
        return problems.Count > 0 && !Written.Versions(reference.Dataset).Any(reference.Means)
            ? throw new UsageException(string.Join(Environment.NewLine, problems))
            : reference.Find(Written);
    }

    /// <exception cref="UsageException">There is no such definition, or it is wrong; the message says why, or names the nearest one.</exception>
    public ConsumerDefinition Consumer(string name) =>
        Consumers.Find(name) ?? throw new UsageException(Definitions.ProblemsOf(name) is { Count: > 0 } problems
            ? string.Join(Environment.NewLine, [.. problems.Select(NotTaken.Shown), $"Nothing was delivered to consumer '{name}'. Correct its definition, then run: datashare consume {name}"])
            : $"There is no consumer '{name}' in {DataShare.Jobs.Workspace.Display(Workspace.DefinitionsFolder)}; " +
                NearestName.Hint(name, [.. Consumers.Definitions.Select(c => c.Name)]));

    /// <summary>What a consumer relies on, new versions that are not published yet in view.</summary>
    public ConsumerNeeds NeedsOf(ConsumerDefinition consumer) => ConsumerNeeds.Of(consumer, Versions.Published, Written, Engine);

    /// <summary>Whom changes of contracts are judged against.</summary>
    internal Readership Readers() => new([.. Definitions.Readable.Definitions.SelectMany(c => NeedsOf(c).Needs)], Definitions.Unread);

    /// <summary>Every dataset that has a contract somewhere, readable or not.</summary>
    private List<string> ProblemsOf(Func<UnreadContract, bool> isMeant) =>
        [.. Versions.Written.Problems.Where(p => isMeant(UnreadContract.Of(p.File))).Select(NotTaken.Shown)];

    private IReadOnlyList<DatasetName> Known =>
        [.. Written.Datasets.Concat(Contracts.Unread).Distinct().OrderBy(d => d.Value, StringComparer.Ordinal)];
}

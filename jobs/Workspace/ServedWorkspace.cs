using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>
/// A workspace with its valid contracts and consumer definitions. Wrong ones are left out and reported; they stop
/// nothing else.
/// </summary>
/// <param name="Versions">The published contracts, and those of the folder.</param>
/// <param name="Definitions">The consumers, and the problems of wrong definitions.</param>
/// <param name="Engine">The engine of the warehouse and of the consumers' SQL.</param>
public sealed record ServedWorkspace(
    Workspace Workspace, WorkspaceContracts Versions, WorkspaceConsumers Definitions, EngineDescription Engine)
{
    /// <summary>The published versions: data is ingested, loaded and delivered under them.</summary>
    public ContractCatalog Contracts { get; } = Versions.InForce;

    /// <summary>Published and unpublished versions.</summary>
    public ContractCatalog Written { get; } = Versions.All;

    public ConsumerCatalog Consumers => Definitions.Served;

    /// <param name="settings">Settings that override the workspace's settings and the environment.</param>
    /// <param name="duringRestore">Whether the caller itself is restoring the workspace.</param>
    /// <exception cref="UsageException">The settings cannot be read, or a restore of the workspace is not finished.</exception>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    public static ServedWorkspace Read(Workspace workspace, IReadOnlyDictionary<string, string?>? settings = null, bool duringRestore = false)
    {
        var options = WorkspaceSettings.Read(workspace, settings);
        if (!duringRestore)
        {
            RestoreMark.Refuse(options.DataFolder, workspace);
        }

        var engine = Engines.All[options.Warehouse.Engine];
        var locks = options.Producers.Locks(TimeProvider.System, new NoticeLog(Console.Error));
        return new ServedWorkspace(
            workspace,
            WorkspaceContracts.Read(workspace, new PublishedContracts(WorkspaceSettings.Lake(options), TimeProvider.System, locks, CrashSwitch.Border)),
            WorkspaceConsumers.Read(workspace, engine),
            engine);
    }

    /// <summary>Reads the contracts again, after some were published.</summary>
    public ServedWorkspace ReadContractsAgain() =>
        new(Workspace, WorkspaceContracts.Read(Workspace, Versions.Store), Definitions, Engine);

    /// <summary>Reads contracts and consumers again; the settings stay.</summary>
    public ServedWorkspace ReadAgain() => ReadContractsAgain().With(WorkspaceConsumers.Read(Workspace, Engine));

    public ServedWorkspace With(WorkspaceConsumers consumers) => new(Workspace, Versions, consumers, Engine);

    /// <exception cref="UsageException">The dataset has no contract, or only contracts with faults; the message names the faults, or the nearest dataset.</exception>
    public DatasetName Dataset(string name) =>
        Known.FirstOrDefault(d => d.Value == name) ?? throw new UsageException(
            ProblemsOf(u => u.Dataset?.Value == name) is { Count: > 0 } problems
                ? string.Join(Environment.NewLine, [.. problems, $"The contract of '{name}' has faults. Correct them, then run: datashare schema check"])
                : $"There is no contract for dataset '{name}' in {DataShare.Jobs.Workspace.Display(Workspace.ContractsFolder)}; " +
                    NearestName.Hint(name, [.. Known.Select(d => d.Value)]));

    /// <summary>The named version, published or not.</summary>
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
            ? string.Join(Environment.NewLine, [.. problems.Select(Workspace.Shown), $"Nothing was delivered to consumer '{name}'. Correct its definition, then run: datashare consume {name}"])
            : $"There is no consumer '{name}' in {DataShare.Jobs.Workspace.Display(Workspace.DefinitionsFolder)}; " +
                NearestName.Hint(name, [.. Consumers.Definitions.Select(c => c.Name)]));

    /// <summary>The needs of a consumer, including new versions that are not published yet.</summary>
    public ConsumerNeeds NeedsOf(ConsumerDefinition consumer) => ConsumerNeeds.Of(consumer, Versions.Published, Written, Engine);

    /// <summary>The readers that changes of contracts may break.</summary>
    internal Readership Readers() => new([.. Definitions.Readable.Definitions.SelectMany(c => NeedsOf(c).Needs)], Definitions.Unread);

    /// <summary>Every dataset that has a contract somewhere, readable or not.</summary>
    private List<string> ProblemsOf(Func<UnreadContract, bool> isMeant) =>
        [.. Versions.Written.Problems.Where(p => isMeant(UnreadContract.Of(p.File))).Select(Workspace.Shown)];

    /// <summary>Every dataset that has a contract somewhere, readable or not.</summary>
    private IReadOnlyList<DatasetName> Known =>
        [.. Written.Datasets.Concat(Contracts.Unread).Distinct().OrderBy(d => d.Value, StringComparer.Ordinal)];
}

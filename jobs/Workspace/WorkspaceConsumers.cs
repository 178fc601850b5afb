using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The definitions of a workspace.</summary>
/// <param name="Served">The consumers that can be served.</param>
/// <param name="Readable">The served consumers, and those with a wrong schedule, whose reads are known.</param>
/// <param name="Unread">Files of consumers whose reads are unknown.</param>
/// <param name="Problems">The reasons why a file's consumer is not served.</param>
public sealed record WorkspaceConsumers(
    ConsumerCatalog Served, ConsumerCatalog Readable, IReadOnlyList<UnreadDefinition> Unread, IReadOnlyList<SourceProblem> Problems)
{
    public static WorkspaceConsumers Read(Workspace workspace, EngineDescription engine)
    {
        var now = TimeProvider.System.GetUtcNow();
        var reading = ConsumerCatalog.Load(workspace.DefinitionsFolder, engine);
        var wrong = reading.Catalog.Definitions.Select(d => Schedule.Problem(d, now)).OfType<SourceProblem>().ToList();
        var files = wrong.Select(p => p.File).ToHashSet(StringComparer.Ordinal);
        return new WorkspaceConsumers(
            new ConsumerCatalog(reading.Catalog.Definitions.Where(d => !files.Contains(d.SourceFile))),
            reading.Catalog,
            reading.Unread,
            [.. reading.Problems, .. wrong]);
    }

    /// <summary>The problems that prevent this consumer from being served; empty if the name is unknown.</summary>
    public IReadOnlyList<SourceProblem> ProblemsOf(string name)
    {
        var files = Readable.Definitions.Where(d => d.Name == name).Select(d => d.SourceFile)
            .Concat(Unread.Where(u => u.Name == name || Path.GetFileNameWithoutExtension(u.File) == name).Select(u => u.File))
            .ToHashSet(StringComparer.Ordinal);
        return [.. Problems.Where(p => files.Contains(p.File))];
    }
}

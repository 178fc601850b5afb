using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The definitions of a workspace.</summary>
/// <param name="Served">Those that can be given something.</param>
/// <param name="Readable">Those, and the ones whose schedule is wrong: what they read is known.</param>
/// <param name="Unread">Files whose consumers cannot be asked what they read.</param>
/// <param name="Problems">Why a file's consumer is not served.</param>
public sealed record WorkspaceConsumers(
    ConsumerCatalog Served, ConsumerCatalog Readable, IReadOnlyList<UnreadDefinition> Unread, IReadOnlyList<SourceProblem> Problems)
{
    public static WorkspaceConsumers Read(Workspace workspace, WarehouseEngine engine)
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

    /// <summary>What keeps the consumer of this name from being served; empty when nobody knows it.</summary>
    public IReadOnlyList<SourceProblem> ProblemsOf(string name)
    {
        var files = Readable.Definitions.Where(d => d.Name == name).Select(d => d.SourceFile)
            .Concat(Unread.Where(u => u.Name == name || Path.GetFileNameWithoutExtension(u.File) == name).Select(u => u.File))
            .ToHashSet(StringComparer.Ordinal);
        return [.. Problems.Where(p => files.Contains(p.File))];
    }
}

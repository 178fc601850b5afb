using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Warehouse;
using Quartz;

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
        var wrong = reading.Catalog.Definitions.Select(d => ClockProblem(d, now)).OfType<SourceProblem>().ToList();
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

    /// <summary>The problem of a consumer's cron expression; null if there is none.</summary>
    /// <param name="now">The current time. A scheduler refuses an expression without a later time.</param>
    private static SourceProblem? ClockProblem(ConsumerDefinition consumer, DateTimeOffset now)
    {
        if (consumer.Schedule.Cron is not { } cron)
        {
            return null;
        }

        var fault = !CronExpression.TryParse(cron, out var expression) ? "is not a cron expression"
            : expression.GetNextValidTimeAfter(now) is null ? "is a cron expression that never fires"
            : null;
        var place = consumer.Places.Of(consumer.Schedule);
        return fault is null ? null : new SourceProblem(
            consumer.SourceFile, place.Line, place.Column,
            $"{SourceProblem.Quote(cron)} {fault}; expected seconds, minutes, hours, day of month, month, day of week, "
                + "such as \"0 0/5 * * * ?\" for every five minutes");
    }
}

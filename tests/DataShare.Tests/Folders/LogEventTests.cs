using System.Reflection;
using DataShare.Consumers;
using DataShare.Jobs;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DataShare.Tests.Folders;

/// <summary>Each event id belongs to one kind of log line.</summary>
public sealed class LogEventTests
{
    private static readonly IReadOnlyList<(Assembly Project, int From)> Projects =
    [
        (typeof(LakeStore).Assembly, 2000),
        (typeof(IngestFile).Assembly, 3000),
        (typeof(LoadDataset).Assembly, 4000),
        (typeof(PollConsumer).Assembly, 5000),
        (typeof(DataShareOptions).Assembly, 6000),
    ];

    [Fact]
    public void Every_kind_of_log_line_has_an_event_of_its_own() => Assert.All(
        Projects.SelectMany(p => Events(p.Project)).GroupBy(e => e.Id),
        same => Assert.True(same.Count() == 1, $"{same.Key}: {string.Join(", ", same.Select(e => e.Name))}"));

    [Fact]
    public void Every_project_has_a_thousand_events() => Assert.All(Projects, p =>
    {
        Assert.NotEmpty(Events(p.Project));
        Assert.All(Events(p.Project), e => Assert.InRange(e.Id, p.From, p.From + 999));
    });

    private static IEnumerable<(int Id, string Name)> Events(Assembly project) => project.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Select(m => (Line: m.GetCustomAttribute<LoggerMessageAttribute>(), m.Name))
        .Where(m => m.Line is not null)
        .Select(m => (m.Line!.EventId, m.Name));
}

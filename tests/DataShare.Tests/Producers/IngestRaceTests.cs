using System.Globalization;
using DataShare.Producers;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class IngestRaceTests
{
    private const int Files = 200;
    private const int Copies = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_on_one_inbox_land_every_row_exactly_once()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Options.MaxFilesPerCommit = 7;
        for (var i = 0; i < Files; i++)
        {
            inbox.Drop($"{i}.csv", $"id\n{i}\n{Files + i}\n");
        }

        for (var i = 0; i < Copies; i++)
        {
            inbox.Drop($"copy-{i}.csv", $"id\n{i}\n{Files + i}\n");
        }

        var outcomes = (await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => WorkAsync(inbox)))).SelectMany(o => o).ToList();

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{2 * Files}|{2 * Files}"),
            inbox.Row("select count(*), count(distinct id) from lake"));
        Assert.Equal(Files + Copies, outcomes.Select(o => o.Name).Distinct().Count());
        Assert.Equal(Files + Copies, outcomes.Count);
        Assert.Equal((Files, Copies), (outcomes.OfType<Landed>().Count(), outcomes.OfType<Duplicate>().Count()));
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
        Assert.Equal(inbox.Log().Files.Select(f => f.FullPath), inbox.Parts.Order(StringComparer.Ordinal));
    }

    private static Task<List<DropOutcome>> WorkAsync(InboxFixture inbox) => Task.Run(
        async () =>
        {
            var ingest = inbox.NewIngest();
            var outcomes = new List<DropOutcome>();
            while (inbox.Waiting.Any())
            {
                outcomes.AddRange((await ingest.RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes);
            }

            return outcomes;
        },
        Ct);
}

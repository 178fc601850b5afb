using System.Globalization;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

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

    [Fact]
    public async Task An_older_snapshot_that_is_still_being_checked_is_not_overtaken_by_a_newer_one()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Write = "{mode: snapshot}" });
        inbox.Drop("monday.csv", "id\n1\n");
        using var staged = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var first = Task.Run(
            () => inbox.NewIngest(step =>
            {
                if (step == "staged" && staged.CurrentCount == 0)
                {
                    staged.Release();
                    goOn.Wait(Ct);
                }
            }).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask(),
            Ct);
        await staged.WaitAsync(Ct);

        inbox.Drop("tuesday.csv", "id\n2\n");
        var second = inbox.NewIngest().RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        Assert.False(second.IsCompleted);
        goOn.Release();

        var versions = (await Task.WhenAll(first, second)).Select(s => Assert.IsType<Landed>(Assert.Single(s.Outcomes)).LakeVersion);
        Assert.Equal([0, 1], versions);
        Assert.Equal(["2"], inbox.Rows());
    }

    [Fact]
    public async Task If_another_process_lands_one_file_of_a_group_first_the_others_still_land()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });
        inbox.Drop("a.csv", "id\n1\nx\n");
        inbox.Drop("b.csv", "id\n2\ny\n");
        using var staged = new SemaphoreSlim(0);
        using var quicker = new SemaphoreSlim(0);
        var slow = Task.Run(
            () => inbox.NewIngest(step =>
            {
                if (step == "staged" && staged.CurrentCount == 0)
                {
                    staged.Release();
                    quicker.Wait(Ct);
                }
            }).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask(),
            Ct);
        await staged.WaitAsync(Ct);
        var copy = inbox.Folder.Write("copy-of-a.csv", "id\n1\nx\n");
        var other = Assert.IsType<Landed>(Assert.Single(
            (await inbox.NewIngest().RunAsync(copy, InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes));
        quicker.Release(2);

        var outcomes = (await slow).Outcomes;

        Assert.Equal((other.LoadId, "a.csv"), outcomes.OfType<Duplicate>().Select(d => (d.Of, d.Name)).Single());
        Assert.Equal("b.csv", Assert.Single(outcomes.OfType<Landed>()).Name);
        Assert.Equal(["1", "2"], inbox.Rows("select id from lake order by id"));
        Assert.Equal(2, inbox.Parts.Count());
        Assert.Equal(["b.csv", "copy-of-a.csv"], inbox.Lake.Quarantine.List().Select(r => r.Reason.FileName).Order(StringComparer.Ordinal));
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

using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Stops the verb and the lake's commit after each step; another process finishes.</summary>
public sealed class IngestCrashTests
{
    private const int MoreBordersThanThereAre = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wherever_it_stops_every_row_lands_exactly_once()
    {
        var border = 1;
        while (border < MoreBordersThanThereAre)
        {
            using var inbox = FilledInbox();
            var crashed = await RunUntilCrashAsync(inbox, border);

            await FinishAsync(inbox);

            AssertAllThereOnce(inbox, border);
            if (!crashed)
            {
                break;
            }

            border++;
        }

        // Two commits, each with five borders of the verb and four of the lake, and the borders of a duplicate.
        Assert.InRange(border, 15, MoreBordersThanThereAre - 1);
    }

    [Fact]
    public async Task Wherever_it_stops_repeated_content_is_merged_once_for_each_drop()
    {
        var border = 1;
        for (var crashed = true; crashed; border++)
        {
            using var inbox = new InboxFixture(new TestContract(TestContract.Id + ", primaryKey: true", TestContract.Name) { Write = "{mode: merge}" });
            inbox.Drop("a.csv", "id,name\n1,mon\n");
            inbox.Drop("b.csv", "id,name\n1,tue\n");
            inbox.Drop("c.csv", "id,name\n1,mon\n");
            crashed = await RunUntilCrashAsync(inbox, border);

            await FinishAsync(inbox);

            Assert.Equal($"{border}: mon tue mon", $"{border}: {string.Join(' ', inbox.Rows("select name from lake order by _load_id"))}");
            Assert.Empty(inbox.Waiting);
            Assert.Empty(inbox.Claims);
        }

        Assert.InRange(border, 15, MoreBordersThanThereAre);
    }

    [Fact]
    public async Task Stopping_again_and_again_does_no_harm()
    {
        var random = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            using var inbox = FilledInbox();
            for (var crash = 0; crash < 4; crash++)
            {
                await RunUntilCrashAsync(inbox, random.Next(1, 12));
            }

            await FinishAsync(inbox);

            AssertAllThereOnce(inbox, round);
        }
    }

    [Theory]
    [InlineData("claimed")]
    [InlineData("hashed")]
    [InlineData("staged")]
    [InlineData("kept")]
    [InlineData("committed")]
    public async Task The_next_process_finishes_under_the_same_load_id(string border)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop("a.csv", "id\n1\n");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => RunAsync(inbox.NewIngest(SimulatedCrashException.At(border))));
        var claimed = Assert.Single(inbox.Claims);

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(claimed, landed.LoadId.Value);
        Assert.Equal((1, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1"], inbox.Rows());
    }

    [Theory]
    [InlineData("claimed")]
    [InlineData("staged")]
    [InlineData("committed")]
    public async Task Again_is_not_forgotten(string border)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id\n1\n");
        await Assert.ThrowsAsync<SimulatedCrashException>(
            () => RunAsync(inbox.NewIngest(SimulatedCrashException.At(border)), new IngestOptions(Again: true)));

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1", "1"], inbox.Rows());
    }

    [Theory]
    [InlineData("claimed")]
    [InlineData("committed")]
    public async Task A_leftover_marker_is_removed(string border)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{marker: .done}" });
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("a.csv.done", "");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => RunAsync(inbox.NewIngest(SimulatedCrashException.At(border))));
        inbox.Drop("a.csv.done", "");

        await inbox.IngestAsync();

        Assert.Empty(inbox.Waiting);
    }

    [Fact]
    public async Task A_marker_of_the_next_file_of_that_name_is_kept()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{marker: .done}" });
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("a.csv.done", "");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => RunAsync(inbox.NewIngest(SimulatedCrashException.At("claimed"))));
        inbox.Drop("a.csv", "id\n2\n");
        inbox.Drop("a.csv.done", "");

        await inbox.IngestAsync();

        Assert.Equal(["1", "2"], inbox.Rows());
        Assert.Empty(inbox.Waiting);
    }

    [Fact]
    public async Task Rejected_rows_of_a_file_that_became_a_duplicate_leave_quarantine()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });
        inbox.Drop("a.csv", "id\n1\nx\n");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => RunAsync(inbox.NewIngest(SimulatedCrashException.At("staged"))));
        var copy = inbox.Folder.Write("b.csv", "id\n1\nx\n");
        await inbox.NewIngest().RunAsync(copy, InboxFixture.Orders, new IngestOptions(), null, Ct);

        Assert.IsType<Duplicate>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal("b.csv", Assert.Single(inbox.Lake.Quarantine.List()).Reason.FileName);
    }

    /// <summary>Files for two commits: with bad rows, refused as a whole, and duplicates.</summary>
    private static InboxFixture FilledInbox()
    {
        var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });
        inbox.Options.MaxFilesPerCommit = 3;
        inbox.Drop("a.csv", "id\n1\n2\n");
        inbox.Drop("b.csv", "id\n3\nx\n");
        inbox.Drop("c.csv", "nope\n1\n");
        inbox.Drop("d.csv", "id\n4\n");
        inbox.Drop("e.csv", "id\ny\nz\n");
        inbox.Drop("f.csv", "id\n1\n2\n");
        return inbox;
    }

    private static async Task<bool> RunUntilCrashAsync(InboxFixture inbox, int border)
    {
        var crash = SimulatedCrashException.At(border);
        try
        {
            await RunAsync(inbox.NewIngest(crash, crash));
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
    }

    private static async Task FinishAsync(InboxFixture inbox) => await RunAsync(inbox.NewIngest());

    private static async Task RunAsync(IngestFile ingest, IngestOptions? options = null) =>
        await ingest.RunAsync(InboxFixture.Orders, options ?? new IngestOptions(), null, Ct);

    private static void AssertAllThereOnce(InboxFixture inbox, int at)
    {
        Assert.Equal($"{at}: 1 2 3 4", $"{at}: {string.Join(' ', inbox.Rows("select id from lake order by id"))}");
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
        Assert.Equal(
            ["b.csv Rows", "c.csv File", "e.csv File"],
            inbox.Lake.Quarantine.List(InboxFixture.Orders).Select(r => $"{r.Reason.FileName} {r.Reason.Kind}").Order(StringComparer.Ordinal));
        Assert.Equal(5, Directory.GetFiles(inbox.Lake.Layout.RawFolder(InboxFixture.Orders), "*.csv", SearchOption.AllDirectories).Length);
    }
}

using System.Text;
using CsCheck;
using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files count in the order in which they were written, not in which they become readable.</summary>
public sealed class ArrivalOrderTests
{
    private static readonly DateTime Noon = new(2026, 1, 31, 8, 0, 0, DateTimeKind.Utc);

    private static readonly TestContract Prices = Of("snapshot");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("part-2.csv", "part-10.csv")]
    [InlineData("part-9.csv", "part-010.csv")]
    [InlineData("part-02.csv", "part-2.csv")]
    [InlineData("part-1.csv", "part-01.csv.csv")]
    [InlineData("a.csv", "b.csv")]
    [InlineData("a99999999999999999999999.csv", "a100000000000000000000000.csv")]
    [InlineData("day-1.csv", "day-1a.csv")]
    public void Numbers_in_names_are_compared_as_numbers(string first, string second)
    {
        Assert.True(ArrivalOrder.Instance.Compare(first, second) < 0);
        Assert.True(ArrivalOrder.Instance.Compare(second, first) > 0);
    }

    [Fact]
    public void Orders_all_names() => Gen.String[Gen.Char["a0129-."], 0, 8].Select(Gen.String[Gen.Char["a0129-."], 0, 8], Gen.String[Gen.Char["a0129-."], 0, 8]).Sample(
        (a, b, c) =>
        {
            var order = ArrivalOrder.Instance;
            Assert.Equal(Math.Sign(order.Compare(a, b)), -Math.Sign(order.Compare(b, a)));
            Assert.Equal(a == b, order.Compare(a, b) == 0);
            Assert.False(order.Compare(a, b) < 0 && order.Compare(b, c) < 0 && order.Compare(a, c) >= 0);
        });

    [Fact]
    public async Task Files_with_the_same_time_are_taken_in_the_order_of_the_numbers_in_their_names()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));
        foreach (var part in new[] { 10, 9, 1, 2 })
        {
            DropAt(inbox, Noon, $"part-{part}.csv", $"id,name\n{part},x\n");
        }

        Assert.Equal(["part-1.csv", "part-2.csv", "part-9.csv", "part-10.csv"], (await inbox.IngestAsync()).Select(o => o.Name));
    }

    [Fact]
    public async Task An_older_snapshot_that_comes_later_does_not_replace_a_newer_one()
    {
        using var inbox = new InboxFixture(Prices);
        await LandAsync(inbox, Noon.AddDays(1), "tuesday.csv", "sku,price\na,2\n");
        DropAt(inbox, Noon, "monday.csv", "sku,price\na,1\n");

        var refused = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(["a|2"], inbox.Rows());
        var reason = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!.Reason;
        Assert.Equal(("order", new DateTimeOffset(Noon)), (reason.Rule, reason.WrittenAt));
        Assert.StartsWith("The file was written at 2026-01-31 08:00:00Z, and the snapshot that has landed, 'tuesday.csv' (load ", reason.Reason, StringComparison.Ordinal);
        Assert.EndsWith("replay with --older; otherwise discard the entry.", reason.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replayed_older_snapshot_replaces_no_newer_one_unless_it_is_asked_for()
    {
        using var inbox = new InboxFixture(Prices);
        DropAt(inbox, Noon, "monday.csv", "sku,price\na,x\n");
        var monday = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));
        await LandAsync(inbox, Noon.AddDays(1), "tuesday.csv", "sku,price\na,2\n");
        var mended = inbox.Folder.Write("mended.csv", "sku,price\na,1\n");

        var not = Assert.IsType<NotReplayed>(await ReplayAsync(inbox, monday.LoadId, mended, older: false));
        Assert.Contains("does not replace a newer one", not.Reason, StringComparison.Ordinal);
        Assert.Equal(["a|2"], inbox.Rows());

        var landed = Assert.IsType<Landed>(await ReplayAsync(inbox, monday.LoadId, mended, older: true));
        Assert.Equal(["a|1"], inbox.Rows());
        Assert.Contains("the older snapshot replaces it", Assert.Single(landed.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_named_file_is_ordered_by_its_time(bool older)
    {
        using var inbox = new InboxFixture(Prices);
        await LandAsync(inbox, Noon.AddDays(1), "tuesday.csv", "sku,price\na,2\n");
        var file = inbox.Folder.Write("elsewhere/monday.csv", "sku,price\na,1\n");
        File.SetLastWriteTimeUtc(file, Noon);

        var outcome = Assert.Single((await inbox.NewIngest().RunAsync(file, InboxFixture.Orders, new IngestOptions(Older: older), null, Ct)).Outcomes);

        Assert.Equal(older, outcome is Landed);
        Assert.Equal(older ? ["a|1"] : ["a|2"], inbox.Rows());
    }

    [Fact]
    public async Task An_interrupted_file_keeps_its_order_and_its_older_option()
    {
        using var inbox = new InboxFixture(Prices);
        await LandAsync(inbox, Noon.AddDays(1), "tuesday.csv", "sku,price\na,2\n");
        DropAt(inbox, Noon, "monday.csv", "sku,price\na,1\n");
        var crash = SimulatedCrashException.At("hashed");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => inbox.NewIngest(crash, crash).RunAsync(InboxFixture.Orders, new IngestOptions(Older: true), null, Ct).AsTask());

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(["a|1"], inbox.Rows());
    }

    [Fact]
    public async Task Snapshots_with_the_same_time_and_members_of_one_archive_are_not_older()
    {
        using var inbox = new InboxFixture(Prices);
        await LandAsync(inbox, Noon, "b.csv", "sku,price\na,1\n");
        await LandAsync(inbox, Noon, "a.csv", "sku,price\na,2\n");
        var zip = Packed.Zip(("second.csv", "sku,price\na,3\n"), ("first.csv", "sku,price\na,4\n"));
        inbox.DropBytes("both.zip", zip);

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<Landed>(o));
    }

    [Fact]
    public async Task An_older_file_of_a_merge_lands_with_a_note()
    {
        using var inbox = new InboxFixture(Of("merge"));
        await LandAsync(inbox, Noon.AddDays(1), "tuesday.csv", "sku,price\na,2\n");
        DropAt(inbox, Noon, "monday.csv", "sku,price\na,1\n");

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(
            "it was written at 2026-01-31 08:00:00Z, before 'tuesday.csv' (2026-02-01 08:00:00Z), which landed last; if both files have a key, the row of this older file counts now",
            Assert.Single(landed.Notes));
        Assert.Equal(landed.Notes, (await FactsAsync(inbox))[^1].Notes);
        Assert.Equal(new DateTimeOffset(Noon), (await FactsAsync(inbox))[^1].WrittenAt);
    }

    private static TestContract Of(string mode) => new("name: sku, logicalType: string, required: true, primaryKey: true", "name: price, logicalType: integer")
    {
        Write = $"{{mode: {mode}}}",
    };

    private static async Task<List<CommittedDrop>> FactsAsync(InboxFixture inbox)
    {
        var drops = new List<CommittedDrop>();
        await foreach (var commit in inbox.Lake.Table(new LakeTableId(InboxFixture.Orders, 1)).CommitsAfterAsync(-1, Ct))
        {
            drops.AddRange(commit.Drops);
        }

        return drops;
    }

    private static async Task LandAsync(InboxFixture inbox, DateTime writtenAt, string name, string content)
    {
        DropAt(inbox, writtenAt, name, content);
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    /// <summary>The clock is later than the times of all files.</summary>
    private static void DropAt(InboxFixture inbox, DateTime writtenAt, string name, string content)
    {
        if (inbox.Time.GetUtcNow() < writtenAt.AddHours(1))
        {
            inbox.Time.SetUtcNow(new DateTimeOffset(writtenAt).AddHours(1));
        }

        File.SetLastWriteTimeUtc(inbox.DropBytes(name, Encoding.UTF8.GetBytes(content)), writtenAt);
    }

    private static async Task<DropOutcome> ReplayAsync(InboxFixture inbox, LoadId load, string mended, bool older) => Assert.Single(
        await inbox.NewReplay().RunAsync(inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, load)!, mended, "ada", older, null, Ct));
}

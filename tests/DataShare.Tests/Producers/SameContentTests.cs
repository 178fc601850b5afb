using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>The same content again, if later rows replace earlier ones: it is a duplicate until another drop lands.</summary>
public sealed class SameContentTests
{
    private const string Mon = "id,name\n1,mon\n";
    private const string Tue = "id,name\n1,tue\n";
    private const string Wed = "id,name\n1,wed\n";
    private const string Key = TestContract.Id + ", primaryKey: true";

    private static readonly TestContract Merge = Of("{mode: merge}");
    private static readonly TestContract Snapshot = Of("{mode: snapshot}");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merged_content_lands_again_after_another_drop()
    {
        using var inbox = new InboxFixture(Merge);
        await inbox.IngestAsync<Landed>("mon.csv", Mon);
        var tue = await inbox.IngestAsync<Landed>("tue.csv", Tue);

        var same = await inbox.IngestAsync<Duplicate>("tue-again.csv", Tue);
        await inbox.IngestAsync<Landed>("mon-again.csv", Mon);

        Assert.Equal((tue.LoadId, Sameness.CameLast), (same.Of, same.Why));
        Assert.Equal("mon", Newest(inbox));
    }

    [Theory]
    [InlineData("mon tue mon", "mon", 3)]
    [InlineData("mon mon tue", "tue", 2)]
    [InlineData("mon tue mon wed", "wed", 4)]
    [InlineData("mon tue tue mon mon", "mon", 3)]
    public async Task Files_of_one_scan_count_in_their_order(string contents, string last, int landed)
    {
        using var inbox = new InboxFixture(Merge);
        foreach (var (i, content) in contents.Split(' ').Index())
        {
            inbox.Drop($"{i}.csv", $"id,name\n1,{content}\n");
        }

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(landed, outcomes.OfType<Landed>().Count());
        Assert.Equal(outcomes.Count - landed, outcomes.OfType<Duplicate>().Count());
        Assert.Equal(last, Newest(inbox));
    }

    [Fact]
    public async Task A_file_after_a_new_one_of_the_same_scan_lands_although_it_came_last_before()
    {
        using var inbox = new InboxFixture(Merge);
        await inbox.IngestAsync<Landed>("wed.csv", Wed);
        inbox.Drop("mon.csv", Mon);
        inbox.Drop("wed-again.csv", Wed);

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<Landed>(o));
        Assert.Equal("wed", Newest(inbox));
    }

    [Fact]
    public async Task A_refused_file_in_between_does_not_count()
    {
        using var inbox = new InboxFixture(Merge);
        await inbox.IngestAsync<Landed>("mon.csv", Mon);
        inbox.Drop("bad.csv", "nope\n1\n");
        inbox.Drop("mon-again.csv", Mon);

        Assert.Equal([typeof(Quarantined), typeof(Duplicate)], (await inbox.IngestAsync()).Select(o => o.GetType()));
    }

    [Fact]
    public async Task If_the_name_counts_the_same_content_under_another_name_lands()
    {
        using var inbox = new InboxFixture(new TestContract(Key, TestContract.Name) { Write = "{mode: merge}", Arrival = "{identity: name+content}" });
        await inbox.IngestAsync<Landed>("mon.csv", Mon);
        await inbox.IngestAsync<Landed>("tue.csv", Tue);

        await inbox.IngestAsync<Duplicate>("tue.csv", Tue);
        await inbox.IngestAsync<Landed>("other.csv", Tue);
        await inbox.IngestAsync<Landed>("mon.csv", Mon);
    }

    [Fact]
    public async Task With_again_the_last_content_lands_once_more()
    {
        using var inbox = new InboxFixture(Merge);
        await inbox.IngestAsync<Landed>("mon.csv", Mon);

        await inbox.IngestAsync<Landed>("mon.csv", Mon, again: true);

        Assert.Equal(1, inbox.Log().Version);
    }

    [Theory]
    [InlineData("{mode: merge}")]
    [InlineData("{mode: snapshot}")]
    public async Task A_drop_under_another_major_counts_as_another_drop(string write)
    {
        using var inbox = new InboxFixture(Of(write), Of(write, "2.0.0", "name: more, logicalType: string, required: true"));
        await inbox.IngestAsync<Landed>("mon.csv", Mon);
        var other = await inbox.IngestAsync<Landed>("tue.csv", "id,name,more\n1,tue,x\n");

        await inbox.IngestAsync<Duplicate>("tue.csv", "id,name,more\n1,tue,x\n");
        var again = await inbox.IngestAsync<Landed>("mon.csv", Mon);

        Assert.Equal(("2.0.0", "1.0.0"), (other.Contract.ToString(), again.Contract.ToString()));
    }

    [Fact]
    public async Task Content_appended_under_one_major_stays_a_duplicate_under_a_merging_one()
    {
        using var inbox = new InboxFixture(Of("{mode: append}"), Of("{mode: merge}", "2.0.0", "name: more, logicalType: string, required: true"));
        var first = await inbox.IngestAsync<Landed>("mon.csv", Mon);
        await inbox.IngestAsync<Landed>("a.csv", "id,name,more\n1,a,x\n");
        await inbox.IngestAsync<Landed>("b.csv", "id,name,more\n1,b,x\n");

        Assert.Equal((first.LoadId, Sameness.Appended), Same(await inbox.IngestAsync<Duplicate>("mon.csv", Mon)));
        Assert.IsType<Landed>(await inbox.IngestAsync<Landed>("a.csv", "id,name,more\n1,a,x\n"));
    }

    [Fact]
    public async Task Content_merged_under_one_major_is_not_appended_under_another()
    {
        using var inbox = new InboxFixture(Of("{mode: append}"), Of("{mode: merge}", "2.0.0"));
        var first = await inbox.IngestAsync<Landed>("mon.csv", Mon);
        await inbox.IngestAsync<Landed>("tue.csv", Tue);
        Directory.CreateDirectory(inbox.Folder["inbox", "orders@1"]);
        inbox.DropInto("orders@1", "mon.csv", Mon);

        var same = Assert.IsType<Duplicate>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal((first.LoadId, Sameness.Appended), Same(same));
    }

    [Theory]
    [InlineData("committed")]
    [InlineData("entry linked")]
    [InlineData("log flushed")]
    public async Task A_committed_claim_is_recognised_by_its_load_id_whatever_came_later(string border)
    {
        foreach (var contract in new[] { Merge, Snapshot, Of("{mode: append}") })
        {
            using var inbox = new InboxFixture(contract);
            var crash = SimulatedCrashException.At(border);
            inbox.Drop("mon.csv", Mon);
            await Assert.ThrowsAsync<SimulatedCrashException>(() => inbox.NewIngest(crash, crash).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask());
            var claimed = Assert.Single(inbox.Claims);
            await CommitBetweenAsync(inbox, "tue.csv", Tue);

            var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

            Assert.Equal((claimed, 0L), (landed.LoadId.Value, landed.LakeVersion));
            Assert.Equal(1, inbox.Log().Version);
            Assert.Equal("tue", Newest(inbox));
        }
    }

    [Fact]
    public async Task A_claim_committed_under_one_major_keeps_its_rejected_rows_even_if_another_has_its_content()
    {
        var major2 = new TestContract(TestContract.Id, TestContract.Name) { Version = "2.0.0", OnViolation = "{maxRejectPercent: 50}" };
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 50}" }, major2);
        const string withBad = "id,name\n1,a\nx,b\n";
        inbox.DropInto("orders@1", "a.csv", withBad);
        await inbox.IngestAsync();
        inbox.Drop("b.csv", withBad);
        await Assert.ThrowsAsync<SimulatedCrashException>(() => inbox.NewIngest(SimulatedCrashException.At("committed"))
            .RunAsync(InboxFixture.Orders, new IngestOptions(Again: true), null, Ct).AsTask());

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.True(Directory.Exists(landed.QuarantineFolder));
        Assert.Equal(2, inbox.Lake.Quarantine.List(InboxFixture.Orders).Count);
    }

    [Theory]
    [InlineData("{mode: merge}", Sameness.CameLast)]
    [InlineData("{mode: snapshot}", Sameness.CurrentSnapshot)]
    [InlineData("{mode: append}", Sameness.Appended)]
    public async Task Landed_members_of_an_archive_that_comes_again_at_once_are_duplicates(string write, Sameness why)
    {
        using var inbox = new InboxFixture(Of(write));
        var zip = Packed.Zip(("a.csv", Mon), ("b.csv", "nope\n1\n"), ("c.csv", Tue));
        inbox.DropBytes("days.zip", zip);
        var first = (await inbox.IngestAsync()).OfType<Landed>().Select(l => l.LoadId).ToList();
        inbox.DropBytes("again.zip", zip);

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(first.Select(f => (f, why)), outcomes.OfType<Duplicate>().Select(Same));
        Assert.Equal("again.zip/b.csv", Assert.Single(outcomes.OfType<Quarantined>()).Name);
        Assert.Equal("tue", Newest(inbox));
    }

    [Fact]
    public async Task An_archive_that_comes_again_after_another_drop_lands_as_a_whole()
    {
        using var inbox = new InboxFixture(Merge);
        var zip = Packed.Zip(("a.csv", Mon), ("c.csv", Tue));
        inbox.DropBytes("days.zip", zip);
        await inbox.IngestAsync();
        await inbox.IngestAsync<Landed>("wed.csv", Wed);
        inbox.DropBytes("again.zip", zip);

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<Landed>(o));
        Assert.Equal("tue", Newest(inbox));
    }

    [Fact]
    public async Task An_archive_with_the_same_first_member_and_other_later_ones_lands_as_a_whole()
    {
        using var inbox = new InboxFixture(Merge);
        inbox.DropBytes("days.zip", Packed.Zip(("a.csv", Mon), ("b.csv", Tue)));
        await inbox.IngestAsync();
        inbox.DropBytes("others.zip", Packed.Zip(("a.csv", Mon), ("c.csv", "id,name\n2,wed\n")));

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<Landed>(o));
        Assert.Equal("1|mon;2|wed", string.Join(';', inbox.Rows("select id, arg_max(name, (_load_id, _source_row)) from lake group by 1 order by 1")));
    }

    [Fact]
    public async Task A_refused_file_is_replayed_once_whatever_came_in_between_and_even_if_it_was_corrected()
    {
        using var inbox = new InboxFixture(Merge);
        var refused = await inbox.IngestAsync<Quarantined>("a.csv", "no,name\n1,mon\n");
        var entry = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!;
        var crash = SimulatedCrashException.At("committed");
        await Assert.ThrowsAsync<SimulatedCrashException>(() => inbox.NewReplay(crash).RunAsync(entry, inbox.Folder.Write("mine.csv", Mon), "ada", older: false, null, Ct).AsTask());
        await CommitBetweenAsync(inbox, "tue.csv", Tue);

        var second = Assert.Single(await inbox.NewReplay().RunAsync(entry, inbox.Folder.Write("yours.csv", Wed), "bob", older: false, null, Ct));

        Assert.Equal(Sameness.Replayed, Assert.IsType<Duplicate>(second).Why);
        await inbox.IngestAsync();
        Assert.Equal("tue", Newest(inbox));
        Assert.Equal(1, inbox.Log().Version);
    }

    private static TestContract Of(string write, string version = "1.0.0", params string[] more) =>
        new([Key, TestContract.Name, .. more]) { Version = version, Write = write };

    private static (DataShare.Lake.LoadId, Sameness) Same(Duplicate duplicate) => (duplicate.Of, duplicate.Why);

    /// <summary>Commits a file in a process that ignores abandoned claims.</summary>
    private static async Task CommitBetweenAsync(InboxFixture inbox, string name, string content)
    {
        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        var left = Path.Combine(inbox.Inbox, ".claimed");
        var aside = inbox.Folder["aside"];
        Directory.Move(left, aside);
        await inbox.IngestAsync<Landed>(name, content);
        Directory.Delete(left, recursive: true);
        Directory.Move(aside, left);
    }

    /// <summary>The last row of the only key.</summary>
    private static string Newest(InboxFixture inbox) => inbox.Row("select arg_max(name, (_load_id, _source_row)) from lake");
}

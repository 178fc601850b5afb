using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class ArrivalTests
{
    private const string One = "id\n1\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(".a.csv")]
    [InlineData("~a.csv")]
    [InlineData("a.csv.tmp")]
    [InlineData("a.csv.TMP")]
    [InlineData("a.csv.part")]
    [InlineData("a.csv.filepart")]
    [InlineData("a.csv.crdownload")]
    public async Task Temporary_names_are_no_drops(string name)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop(name, One);

        Assert.Empty(await inbox.IngestAsync());
        Assert.Equal([name], inbox.Waiting);
    }

    [Fact]
    public async Task Folders_and_links_are_no_drops()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Folder.Write("inbox/orders/folder/a.csv", One);
        File.CreateSymbolicLink(Path.Combine(inbox.Inbox, "link.csv"), inbox.Folder.Write("outside.csv", One));

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<NotSettled>(o));
        Assert.Equal(["link.csv"], inbox.Waiting);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_pipe_is_no_drop()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(inbox.Inbox, "pipe.csv")]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        inbox.Time.Advance(TimeSpan.FromDays(20_000));

        Assert.IsType<NotSettled>(Assert.Single(await Task.Run(() => inbox.IngestAsync(), Ct)));
        Assert.Equal(["pipe.csv"], inbox.Waiting);
    }

    [Theory]
    [InlineData("two\nlines 'and' \"quotes\" 😀.csv")]
    [InlineData("-rf.CSV")]
    [InlineData("reason.json.csv")]
    public async Task A_file_may_have_an_unusual_name(string name)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        Assert.Equal(name, (await inbox.IngestAsync<Landed>(name, One)).Name);
        Assert.Equal(name, (await inbox.IngestAsync<Quarantined>(name, "nope\n")).Name);
    }

    [Fact]
    public async Task Takes_nothing_from_a_missing_inbox()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        Directory.Delete(inbox.Inbox);

        Assert.Empty(await inbox.IngestAsync());
    }

    [Fact]
    public async Task A_file_that_changed_just_now_waits_until_it_has_settled()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{settle: 5s}" });
        SetAge(inbox, inbox.Drop("a.csv", One), TimeSpan.FromSeconds(4));

        var early = Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        var late = Assert.Single(await inbox.IngestAsync());

        Assert.Equal("it changed within the last 5 s", early.Reason);
        Assert.IsType<Landed>(late);
    }

    [Fact]
    public async Task A_file_with_a_future_time_settles_after_it_was_seen_unchanged()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var path = inbox.Drop("a.csv", One);
        SetAge(inbox, path, TimeSpan.FromHours(-1));
        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        await File.AppendAllTextAsync(path, "2\n", Ct);
        SetAge(inbox, path, TimeSpan.FromHours(-1));
        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        inbox.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        inbox.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task A_clock_set_back_delays_no_file()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        SetAge(inbox, inbox.Drop("a.csv", One), TimeSpan.Zero);
        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        inbox.Clock.Set(TimeSpan.FromHours(-1));
        inbox.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task A_clock_set_forward_makes_no_file_settle()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var path = inbox.Drop("a.csv", One);
        SetAge(inbox, path, TimeSpan.Zero);
        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        inbox.Clock.Set(TimeSpan.FromHours(1));

        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        inbox.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task Waits_once_for_files_that_were_just_dropped_when_asked_to()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        SetAge(inbox, inbox.Drop("a.csv", One), TimeSpan.Zero);

        var running = inbox.NewIngest()
            .RunAsync(InboxFixture.Orders, new IngestOptions(WaitForSettle: true), null, Ct).AsTask();
        while (!running.IsCompleted)
        {
            inbox.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Ct);
        }

        Assert.IsType<Landed>(Assert.Single((await running).Outcomes));
    }

    [Fact]
    public async Task With_markers_a_file_waits_for_its_own_marker()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{marker: .done}" });
        inbox.Drop("a.csv", One);
        inbox.Drop("b.csv", "id\n2\n");
        inbox.Drop("b.csv.done", "");

        var outcomes = await inbox.IngestAsync();

        Assert.Equal("b.csv", Assert.Single(outcomes.OfType<Landed>()).Name);
        Assert.Equal("its marker 'a.csv.done' does not exist yet", Assert.Single(outcomes.OfType<NotSettled>()).Reason);
        Assert.Equal(["a.csv"], inbox.Waiting);
    }

    [Fact]
    public async Task A_marked_file_is_taken_however_young_it_is()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{marker: .done}" });
        SetAge(inbox, inbox.Drop("a.csv", One), TimeSpan.Zero);
        inbox.Drop("a.csv.done", "");

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task A_named_file_is_copied_and_stays()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var file = inbox.Folder.Write("elsewhere/mine.csv", One);

        var summary = await inbox.NewIngest().RunAsync(file, InboxFixture.Orders, new IngestOptions(), null, Ct);
        await File.AppendAllTextAsync(file, "2\n", Ct);

        var landed = Assert.IsType<Landed>(Assert.Single(summary.Outcomes));
        Assert.Equal("mine.csv", landed.Name);
        Assert.Equal("1", inbox.Row("select id from lake"));
        Assert.Equal("id\n1\n", await File.ReadAllTextAsync(inbox.Lake.Raw.Find(InboxFixture.Orders, DropHash(One))!, Ct));
    }

    [Fact]
    public async Task A_named_file_that_is_refused_stays_too()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var file = inbox.Folder.Write("mine.csv", "nope\n");

        var summary = await inbox.NewIngest().RunAsync(file, InboxFixture.Orders, new IngestOptions(), null, Ct);

        Assert.IsType<Quarantined>(Assert.Single(summary.Outcomes));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_named_file_whose_ingest_was_stopped_is_taken_once_when_it_is_named_again()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var file = inbox.Folder.Write("elsewhere/mine.csv", One);
        using var stop = new CancellationTokenSource();
        var again = new IngestOptions(Again: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inbox
            .NewIngest(step =>
            {
                if (step == "hashed")
                {
                    stop.Cancel();
                }
            })
            .RunAsync(file, InboxFixture.Orders, again, null, stop.Token).AsTask());

        await inbox.IngestAsync();
        await inbox.NewIngest().RunAsync(file, InboxFixture.Orders, again, null, Ct);

        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_missing_named_file_leaves_nothing_behind()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));

        await Assert.ThrowsAsync<FileNotFoundException>(() => inbox.NewIngest()
            .RunAsync(inbox.Folder["no.csv"], InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask());

        Assert.Empty(inbox.Claims);
    }

    private static void SetAge(InboxFixture inbox, string path, TimeSpan age) =>
        File.SetLastWriteTimeUtc(path, (inbox.Time.GetUtcNow() - age).UtcDateTime);

    private static ContentHash DropHash(string content) =>
        ContentHash.From(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
}

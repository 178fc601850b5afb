using DataShare.Lake;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files that another process has open for writing, however long it pauses.</summary>
public sealed class OpenFileTests : IDisposable
{
    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });

    public OpenFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The writer is a shell, and only Linux tells of it.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task A_file_that_is_open_for_writing_stays_in_the_inbox_and_lands_whole_when_it_is_closed()
    {
        var path = inbox.Drop("a.csv", "id\n1\n");
        using var writer = await WriterProcess.OpenAsync(path);

        var open = Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(($"it is still open for writing by process {writer.Id} (sh)", true, false), (open.Reason, open.IsOpen, open.IsStuck));
        Assert.Equal(["a.csv"], inbox.Waiting);
        Assert.Empty(inbox.Claims);
        await writer.WriteAsync("2\n");
        writer.Close();
        inbox.Settle(path);
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task The_others_do_not_wait_for_it()
    {
        using var writer = await WriterProcess.OpenAsync(inbox.Drop("a.csv", "id\n1\n"));
        inbox.Drop("b.csv", "id\n2\n");

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(["Landed b.csv", "NotSettled a.csv"], outcomes.Select(o => $"{o.GetType().Name} {o.Name}"));
    }

    [Fact]
    public async Task A_file_waits_for_its_sidecar_to_be_closed()
    {
        using var writer = await WriterProcess.OpenAsync(inbox.Drop("a.csv.meta.json", "{}"));
        inbox.Drop("a.csv", "id\n1\n");

        var open = Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal($"its sidecar 'a.csv.meta.json' is still open for writing by process {writer.Id} (sh)", open.Reason);
        writer.Close();
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task An_archive_waits_too()
    {
        using var writer = await WriterProcess.OpenAsync(inbox.DropBytes("a.zip", Packed.Zip(("may.csv", "id\n1\n"))));

        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        writer.Close();
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.zip")]
    public async Task A_file_that_is_opened_after_the_check_goes_back(string name)
    {
        WriterProcess? writer = null;
        inbox.DropBytes(name, name == "a.zip" ? Packed.Zip(("may.csv", "id\n1\n")) : "id\n1\n"u8.ToArray());

        var outcomes = await RunAsync(inbox.NewIngest(step =>
        {
            if (step == "claimed" && writer is null)
            {
                writer = WriterProcess.OpenAsync(Claimed(name)).GetAwaiter().GetResult();
            }
        }));

        Assert.Contains("still open for writing by process", Assert.IsType<NotSettled>(Assert.Single(outcomes)).Reason, StringComparison.Ordinal);
        Assert.Equal([name], inbox.Waiting);
        Assert.Empty(inbox.Claims);
        writer!.Dispose();
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task A_file_that_goes_back_has_its_marker_again()
    {
        using var marked = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{marker: .done}" });
        marked.Drop("a.csv", "id\n1\n");
        marked.Drop("a.csv.done", "");
        var done = false;

        await RunAsync(marked.NewIngest(step =>
        {
            if (step == "hashed" && !done)
            {
                done = true;
                File.AppendAllText(Directory.GetFiles(Path.Combine(marked.Inbox, ".claimed"), "a.csv", SearchOption.AllDirectories).Single(), "2\n");
            }
        }));

        Assert.Equal(["a.csv", "a.csv.done"], marked.Waiting);
        Assert.IsType<Landed>(Assert.Single(await marked.IngestAsync()));
        Assert.Equal(["1", "2"], marked.Rows());
        Assert.Empty(marked.Waiting);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.meta.json")]
    public async Task A_named_file_that_is_open_for_writing_is_not_copied(string open)
    {
        var file = inbox.Folder.Write("elsewhere/a.csv", "id\n1\n");
        inbox.Folder.Write("elsewhere/a.csv.meta.json", "{}");
        using var writer = await WriterProcess.OpenAsync(inbox.Folder["elsewhere", open]);

        var refused = await Assert.ThrowsAsync<IOException>(() => inbox.NewIngest().RunAsync(file, InboxFixture.Orders, new IngestOptions(), null, Ct).AsTask());

        Assert.Contains($"still open for writing by process {writer.Id} (sh). Nothing was ingested", refused.Message, StringComparison.Ordinal);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task The_dropped_file_itself_is_kept_only_if_nobody_else_can_write_into_it()
    {
        inbox.Drop("alone.csv", "id\n1\n");
        var shared = inbox.Drop("shared.csv", "id\n2\n");
        Assert.True(DurableFiles.TryLink(shared, inbox.Folder["mine.csv"]));
        var alone = FileStamp.Of(Path.Combine(inbox.Inbox, "alone.csv"));

        Assert.All(await inbox.IngestAsync(), o => Assert.IsType<Landed>(o));

        Assert.True(FileStamp.Of(Kept("id\n1\n")).IsSameFileAs(alone));
        Assert.False(FileStamp.Of(Kept("id\n2\n")).IsSameFileAs(FileStamp.Of(inbox.Folder["mine.csv"])));
        await File.AppendAllTextAsync(inbox.Folder["mine.csv"], "9\n", Ct);
        Assert.Equal("id\n2\n", await File.ReadAllTextAsync(Kept("id\n2\n"), Ct));
    }

    private string Kept(string content) => inbox.Lake.Raw.Find(InboxFixture.Orders, Lake.LakeFixture.HashOf(content))!;

    private string Claimed(string name) =>
        Directory.GetFiles(Path.Combine(inbox.Inbox, ".claimed"), name, SearchOption.AllDirectories).Single();

    private static async Task<IReadOnlyList<DropOutcome>> RunAsync(IngestFile ingest) =>
        (await ingest.RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes;
}

using DataShare.Lake;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>
/// A producer has a second name for its dropped file, and writes into it after the claim. Nothing of either version is lost, and
/// nothing lands twice unless somebody asks for it.
/// </summary>
public sealed class LaterWriteTests : IDisposable
{
    private const string First = "id\n1\n";
    private const string Second = "id\n1\n2\n";

    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });

    public LaterWriteTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The second name is a hard link.");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Mine => inbox.Folder["mine.csv"];

    public void Dispose() => inbox.Dispose();

    [Theory]
    [InlineData("kept")]
    [InlineData("committed")]
    public async Task The_later_version_of_a_landed_file_goes_to_quarantine(string border)
    {
        DropWithSecondName("a.csv", First);

        var outcomes = await RunAsync(At(border, () => File.AppendAllText(Mine, "2\n")));

        var landed = Assert.IsType<Landed>(outcomes[0]);
        var later = Assert.IsType<Quarantined>(outcomes[1]);
        var reason = inbox.Reason(later.LoadId);
        Assert.Equal(("a.csv", QuarantineKind.File, landed.LoadId), (reason.FileName, reason.Kind, reason.LaterVersionOf));
        Assert.Contains($"has landed as load {landed.LoadId}", reason.Reason, StringComparison.Ordinal);
        Assert.Equal([First, Second], Kept());
        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Claims);
        Assert.Empty(inbox.Waiting);
    }

    [Fact]
    public async Task The_later_version_can_be_replayed()
    {
        DropWithSecondName("a.csv", First);
        var later = (await RunAsync(At("committed", () => File.WriteAllText(Mine, "id\n7\n")))).OfType<Quarantined>().Single();

        var entry = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, later.LoadId)!;
        Assert.IsType<Landed>(Assert.Single(await inbox.NewReplay().RunAsync(entry, null, "ada", older: false, null, Ct)));

        Assert.Equal(["1", "7"], inbox.Rows());
    }

    [Fact]
    public async Task A_file_stays_claimed_while_somebody_writes_it_and_the_next_run_checks_it_again()
    {
        DropWithSecondName("a.csv", First);
        WriterProcess? writer = null;

        var outcomes = await RunAsync(At("kept", () =>
        {
            writer = WriterProcess.OpenAsync(Mine).GetAwaiter().GetResult();
            writer.WriteAsync("2\n").GetAwaiter().GetResult();
        }));

        var landed = Assert.IsType<Landed>(outcomes[0]);
        var waiting = Assert.IsType<NotSettled>(outcomes[1]);
        Assert.True(waiting.IsStuck);
        Assert.Contains($"landed as load {landed.LoadId}, and it is still open for writing by process {writer!.Id} (sh)", waiting.Reason, StringComparison.Ordinal);
        Assert.Contains(landed.LoadId.Value, inbox.Claims);

        Assert.Contains("still open for writing", Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync())).Reason, StringComparison.Ordinal);
        await writer.WriteAsync("3\n");
        writer.Dispose();
        var later = (await inbox.IngestAsync()).OfType<Quarantined>().Single();

        Assert.Equal(landed.LoadId, inbox.Reason(later.LoadId).LaterVersionOf);
        Assert.Equal([First, Second + "3\n"], Kept());
        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Claims);
    }

    [Theory]
    [InlineData("kept", "log flushed")]
    [InlineData("committed", null)]
    public async Task Data_written_between_a_crash_after_the_commit_and_the_next_run_is_not_lost(string border, string? lakeBorder)
    {
        DropWithSecondName("a.csv", First);
        await Assert.ThrowsAsync<SimulatedCrashException>(() => RunAsync(inbox.NewIngest(
            lakeBorder is null ? SimulatedCrashException.At(border) : null,
            lakeBorder is null ? null : SimulatedCrashException.At(lakeBorder))));
        await File.AppendAllTextAsync(Mine, "2\n", Ct);

        var outcomes = await inbox.IngestAsync();

        var landed = Assert.IsType<Landed>(outcomes[0]);
        Assert.Equal(landed.LoadId, inbox.Reason(Assert.IsType<Quarantined>(outcomes[1]).LoadId).LaterVersionOf);
        Assert.Equal([First, Second], Kept());
        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_crash_while_the_later_version_is_stored_makes_no_second_entry()
    {
        DropWithSecondName("a.csv", First);
        await RunAsync(At("committed", () => File.AppendAllText(Mine, "2\n")));
        var entry = Assert.Single(inbox.Lake.Quarantine.List(InboxFixture.Orders));
        // As if the process had ended before it released the claim.
        var claim = Path.Combine(inbox.Inbox, ".claimed", entry.Reason.LaterVersionOf!.Value.Value);
        Directory.CreateDirectory(claim);
        await File.WriteAllTextAsync(Path.Combine(claim, "a.csv"), Second, Ct);
        await File.WriteAllTextAsync(Path.Combine(claim, ".owner"), "nobody\n", Ct);

        await inbox.IngestAsync();

        Assert.Equal(entry.LoadId, Assert.Single(inbox.Lake.Quarantine.List(InboxFixture.Orders)).LoadId);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task The_later_version_of_a_duplicate_goes_back_and_lands()
    {
        await inbox.IngestAsync<Landed>("a.csv", First);
        DropWithSecondName("b.csv", First);

        var outcomes = await RunAsync(At("hashed", () => File.WriteAllText(Mine, "id\n2\n")));

        Assert.IsType<Duplicate>(outcomes[0]);
        Assert.Equal("it was changed after it was read, and is processed again", Assert.IsType<NotSettled>(outcomes[1]).Reason);
        Assert.Equal(["b.csv"], inbox.Waiting);
        inbox.Settle(Path.Combine(inbox.Inbox, "b.csv"));
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task The_later_version_of_a_refused_file_goes_back_and_lands()
    {
        DropWithSecondName("a.csv", "id\nx\n");

        var outcomes = await RunAsync(At("staged", () => File.WriteAllText(Mine, First)));

        Assert.Equal(["Quarantined a.csv", "NotSettled a.csv"], outcomes.Select(o => $"{o.GetType().Name} {o.Name}"));
        Assert.Equal(["id\nx\n"], Kept());
        inbox.Settle(Path.Combine(inbox.Inbox, "a.csv"));
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1"], inbox.Rows());
    }

    [Fact]
    public async Task The_later_version_of_an_archive_whose_members_landed_goes_to_quarantine()
    {
        DropWithSecondName("a.zip", Packed.Zip(("may.csv", First)));

        var outcomes = await RunAsync(At("committed", () => File.WriteAllBytes(Mine, Packed.Zip(("may.csv", Second)))));

        Assert.Equal(["Landed a.zip/may.csv", "Quarantined a.zip"], outcomes.Select(o => $"{o.GetType().Name} {o.Name}"));
        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_or_renamed_ends_normally()
    {
        DropWithSecondName("a.csv", First);

        var outcomes = await RunAsync(At("kept", () =>
        {
            File.SetLastWriteTimeUtc(Mine, inbox.Time.GetUtcNow().UtcDateTime);
            File.Delete(Mine);
        }));

        Assert.IsType<Landed>(Assert.Single(outcomes));
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task The_bytes_of_a_duplicate_replace_damaged_or_missing_kept_bytes()
    {
        await inbox.IngestAsync<Landed>("a.csv", First);
        var kept = inbox.Lake.Raw.Find(InboxFixture.Orders, Lake.LakeFixture.HashOf(First))!;
        File.Delete(kept);
        await File.WriteAllTextAsync(kept, "id\n9\n", Ct);

        await inbox.IngestAsync<Duplicate>("b.csv", First);

        // The wrong content is no longer under this hash, but it is still kept.
        Assert.Equal([First, "id\n9\n"], Kept());
        File.Delete(kept);
        await inbox.IngestAsync<Duplicate>("c.csv", First);
        Assert.Equal([First, "id\n9\n"], Kept());
        Assert.DoesNotContain(
            (await new VerifyLake(inbox.NewLake()).RunAsync(quick: false, Ct)).Datasets.SelectMany(d => d.Raw.Findings), f => f.IsDamage);
    }

    private void DropWithSecondName(string name, string content) => DropWithSecondName(name, System.Text.Encoding.UTF8.GetBytes(content));

    private void DropWithSecondName(string name, byte[] content) =>
        Assert.True(DurableFiles.TryLink(inbox.DropBytes(name, content), Mine));

    /// <summary>A verb of another process that runs an action once, at a border.</summary>
    private IngestFile At(string border, Action act)
    {
        var done = false;
        return inbox.NewIngest(step =>
        {
            if (step == border && !done)
            {
                done = true;
                act();
            }
        });
    }

    private static async Task<IReadOnlyList<DropOutcome>> RunAsync(IngestFile ingest) =>
        (await ingest.RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes;

    private IEnumerable<string> Kept() => Directory
        .GetFiles(inbox.Lake.Layout.RawFolder(InboxFixture.Orders), "*.csv", SearchOption.AllDirectories)
        .Select(File.ReadAllText)
        .Order(StringComparer.Ordinal);
}

using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Entries of the inbox that are not files, and strange names. A good file next to them lands.</summary>
public sealed class HostileInboxTests : IDisposable
{
    private const string One = "id\n1\n";

    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => inbox.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task An_entry_that_is_not_a_file_is_reported_and_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes, sockets and names that are not UTF-8 are Linux's.");
        inbox.Folder.Write("inbox/orders/folder.csv/a.csv", One);
        File.CreateSymbolicLink(At("link.csv"), inbox.Folder.Write("outside.csv", One));
        File.CreateSymbolicLink(At("nowhere.csv"), inbox.Folder["not-there"]);
        File.CreateSymbolicLink(At("up.csv"), inbox.Folder.Root);
        await ShellAsync("mkfifo pipe.csv; printf 'id\\n1\\n' > $'\\xff\\xfe.csv'");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(At("socket.csv")));
        inbox.Drop("good.csv", One);

        var outcomes = await Task.Run(() => inbox.IngestAsync(), TestContext.Current.CancellationToken);

        Assert.Equal("good.csv", Assert.Single(outcomes.OfType<Landed>()).Name);
        Assert.Equal(
            [
                "folder.csv: it is a folder, and folders are not searched; move its files up, or send them as .zip",
                "link.csv: it is a link; put the file itself here",
                "nowhere.csv: it is a link; put the file itself here",
                "pipe.csv: it is a pipe, not a file; remove it",
                "socket.csv: it is a socket, not a file; remove it",
                "up.csv: it is a link; put the file itself here",
                "\uFFFD\uFFFD.csv: its name is not UTF-8, so it cannot be opened; rename it",
            ],
            outcomes.OfType<NotSettled>().Select(o => $"{o.Name}: {o.Reason}"));
        Assert.Equal(outcomes.Count - 1, (await Task.Run(() => inbox.IngestAsync(), TestContext.Current.CancellationToken)).Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_device_is_reported_and_never_opened()
    {
        // Character device 1:5 is /dev/zero, which never ends.
        Assert.SkipUnless(OperatingSystem.IsLinux() && await ShellAsync("mknod zero.csv c 1 5") == 0, "Only root can make devices.");

        Assert.Contains("is a device", Assert.IsType<NotSettled>(Assert.Single(await Task.Run(() => inbox.IngestAsync(), TestContext.Current.CancellationToken))).Reason, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("mkfifo a.csv.meta.json", "a pipe")]
    [InlineData("ln -s /etc/passwd a.csv.meta.json", "a link")]
    [InlineData("mkdir a.csv.meta.json", "a folder")]
    public async Task A_file_whose_sidecar_is_not_a_file_stays(string make, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes among its files.");
        inbox.Drop("a.csv", One);
        await ShellAsync(make);
        inbox.Time.Advance(TimeSpan.FromDays(20_000));

        var left = Assert.IsType<NotSettled>(Assert.Single(await Task.Run(() => inbox.IngestAsync(), TestContext.Current.CancellationToken), o => o.Name == "a.csv"));

        Assert.Equal($"its sidecar 'a.csv.meta.json' is {kind}, not a file; replace it with a file, or remove it", left.Reason);
    }

    [Fact]
    public async Task A_file_that_cannot_be_moved_out_of_the_inbox_does_not_block_others()
    {
        inbox.Drop("a.csv", One);
        // Only an attribute of the file system keeps root from moving a file.
        Assert.SkipUnless(OperatingSystem.IsLinux() && await ShellAsync("chattr +i a.csv") == 0, "The file system has no immutable files.");
        inbox.Drop("b.csv", "id\n2\n");
        try
        {
            var outcomes = await inbox.IngestAsync();

            Assert.Equal("b.csv", Assert.Single(outcomes.OfType<Landed>()).Name);
            Assert.StartsWith("it cannot be taken out of the inbox", Assert.Single(outcomes.OfType<NotSettled>()).Reason, StringComparison.Ordinal);
            Assert.Empty(inbox.Claims);
        }
        finally
        {
            await ShellAsync("chattr -i a.csv");
        }
    }

    [Fact]
    public async Task A_claimed_file_that_became_a_link_is_not_followed()
    {
        inbox.Drop("a.csv", One);
        await Assert.ThrowsAsync<SimulatedCrashException>(async () =>
            await inbox.NewIngest(SimulatedCrashException.At("claimed")).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct));
        var claimed = Path.Combine(inbox.Inbox, ".claimed", Assert.Single(inbox.Claims), "a.csv");
        File.Delete(claimed);
        var outside = inbox.Folder.Write("outside.csv", One);
        File.CreateSymbolicLink(claimed, outside);

        Assert.Empty(await inbox.IngestAsync());

        Assert.True(File.Exists(outside));
        Assert.Empty(inbox.Parts);
        Assert.Empty(inbox.Claims);
    }

    [Theory]
    [InlineData("CON.csv")]
    [InlineData("nul")]
    [InlineData("a..b..csv")]
    [InlineData("back\\slash.csv")]
    [InlineData("ends in dot.csv.")]
    [InlineData("\u001b[2J\u0007bell.csv")]
    [InlineData("right\u202Evsc.to.left.csv")]
    [InlineData("$(rm -rf ~);`id`.csv")]
    [InlineData("name.with-an-ending-that-is-far-longer-than-any-ending-that-a-program-knows")]
    public async Task A_hostile_file_name_is_only_a_name(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not have such names.");

        Assert.Equal(name, (await inbox.IngestAsync<Quarantined>(name, "nope\n")).Name);
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_name_of_255_bytes_is_taken_refused_and_given_back()
    {
        var name = new string('a', 251) + ".csv";
        var stuck = "a." + new string('b', 253);

        await inbox.IngestAsync<Landed>(name, One);
        await inbox.IngestAsync<Quarantined>(name, "nope\n");
        await inbox.IngestAsync<Quarantined>(stuck, "nope\n");

        Assert.Empty(inbox.Waiting);
        var claim = new FileClaim(
            new DatasetInbox(inbox.Inbox, InboxFixture.Orders), LoadId.Parse("01M82BBDJF008T3DPCN5MP92J5"), inbox.Folder["claim"], name, false, false);
        inbox.Folder.Write(Path.Combine("claim", name), One);
        inbox.Drop(name, One);
        FileClaims.PutBack(claim);
        Assert.Equal(2, inbox.Waiting.Count());
        Assert.All(inbox.Waiting, n => Assert.InRange(Encoding.UTF8.GetByteCount(n), 1, 255));
    }

    [Fact]
    public async Task Names_that_differ_by_case_only_are_different_files()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere they are one file.");
        inbox.Drop("a.csv", One);
        inbox.Drop("A.CSV", "id\n2\n");

        Assert.Equal(["a.csv", "A.CSV"], (await inbox.IngestAsync()).Select(o => Assert.IsType<Landed>(o).Name));
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task A_file_with_only_a_header_lands_without_rows() =>
        Assert.Equal(0, (await inbox.IngestAsync<Landed>("a.csv", "id\n")).AcceptedRows);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.zst")]
    [InlineData("a.csv.bz2")]
    [InlineData("a.zip")]
    public async Task An_empty_file_is_quarantined_whatever_it_is_called(string name) => await inbox.IngestAsync<Quarantined>(name, "");

    [Fact]
    public async Task A_file_of_zeros_is_quarantined()
    {
        foreach (var name in new[] { "a.csv", "a.csv.gz", "a.csv.zst", "a.csv.bz2", "a.parquet", "a.zip" })
        {
            await inbox.IngestAsync<Quarantined>(name, new byte[100_000]);
        }
    }

    [Fact]
    public async Task A_named_device_is_not_copied()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no devices among its files.");

        var e = await Assert.ThrowsAsync<IOException>(async () =>
            await inbox.NewIngest().RunAsync("/dev/zero", InboxFixture.Orders, new IngestOptions(), null, Ct));

        Assert.Equal("'/dev/zero' is a device, not a file. Nothing was ingested.", e.Message);
    }

    private string At(string name) => Path.Combine(inbox.Inbox, name);

    private async Task<int> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = inbox.Inbox, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync(Ct);
        return shell.ExitCode;
    }
}

using System.Diagnostics;
using System.Globalization;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>The program runs as one user, and another user drops the files. Only root can run these tests.</summary>
public sealed class OtherUserTests : IDisposable
{
    private const int Service = 61001;
    private const int Producer = 62001;
    private const string Broken = "id,palce,value\n1,here,1.00\n";

    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("666")]
    [InlineData("646")]
    [InlineData("644")]
    public async Task The_raw_copy_of_another_users_file_belongs_to_the_service_and_nobody_can_write_it(string mode)
    {
        await DropAsync("march.csv", ReadingsWorkspace.Readings(3), mode);

        var ingest = await IngestAsync();

        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        await AssertKeptAsync(Assert.Single(Kept("raw")), ReadingsWorkspace.Readings(3));
    }

    [Fact]
    public async Task The_quarantined_copy_of_another_users_file_belongs_to_the_service_and_nobody_can_write_it()
    {
        await DropAsync("march.csv.meta.json", """{"correlationId": "march"}""", "666");
        await DropAsync("march.csv", Broken, "666");

        var ingest = await IngestAsync();

        Assert.True(ingest.ExitCode == 3, ingest.ToString());
        await AssertKeptAsync(Assert.Single(Kept("raw")), Broken);
        await AssertKeptAsync(Assert.Single(Kept("quarantine"), f => f.EndsWith("march.csv", StringComparison.Ordinal)), Broken);
        await AssertKeptAsync(Assert.Single(Kept("quarantine"), f => f.EndsWith(".meta.json", StringComparison.Ordinal)), """{"correlationId": "march"}""");
    }

    [Fact]
    public async Task Another_users_file_that_is_still_written_goes_back_and_lands_later()
    {
        // The state after a process that ended after the claim.
        await DropAsync(".claimed/01M82BBDJF008T3DPCN5MP92J5/.sidecar", """{"correlationId": "march"}""", "644");
        var claimed = await DropAsync(".claimed/01M82BBDJF008T3DPCN5MP92J5/march.csv", ReadingsWorkspace.Readings(3), "644");
        workspace.Write("data/inbox/readings/.claimed/01M82BBDJF008T3DPCN5MP92J5/.owner", "nobody\nsidecar\n");
        await ShellAsync($"chown {Service}:{Service} '{Path.GetDirectoryName(claimed)}/.owner'");
        // The writer holds a lock on the file.
        await using (new FileStream(claimed, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var first = await IngestAsync();

            Assert.Contains("it changed while it was being read", first.Output, StringComparison.Ordinal);
            Assert.Equal(
                ["march.csv", "march.csv.meta.json"],
                Directory.GetFiles(workspace["data", "inbox", "readings"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }

        var second = await IngestAsync();

        Assert.True(second.ExitCode == 0, second.ToString());
        await AssertKeptAsync(Assert.Single(Kept("raw")), ReadingsWorkspace.Readings(3));
    }

    [Fact]
    public async Task A_contracts_folder_that_may_not_be_read_is_reported_and_the_others_are_read()
    {
        workspace.Write("contracts/places/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("readings", "places", StringComparison.Ordinal));
        await DropAsync("march.csv", ReadingsWorkspace.Readings(3), "644");
        await ShellAsync($"chmod 000 '{workspace["contracts", "places"]}'");

        var ingest = await IngestAsync();

        Assert.True(ingest.ExitCode == 1, ingest.ToString());
        Assert.Contains("contracts/places(1,1): the folder cannot be read", ingest.Error, StringComparison.Ordinal);
        Assert.Contains("landed       readings/march.csv", ingest.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_right_to_leases_another_users_open_file_is_not_taken()
    {
        var march = await DropAsync("march.csv", ReadingsWorkspace.Readings(3), "644");
        using var writer = await WriterProcess.OpenAsync(march, asUser: Producer);

        var open = await RunAsync($"{As(Service)} --inh-caps +lease --ambient-caps +lease", "ingest");

        Assert.Contains("march.csv: it is still open for writing by another process", open.Output, StringComparison.Ordinal);
        writer.Close();
        var closed = await IngestAsync();
        Assert.True(closed.ExitCode == 0, closed.ToString());
        await AssertKeptAsync(Assert.Single(Kept("raw")), ReadingsWorkspace.Readings(3));
    }

    [Theory]
    [InlineData("data/inbox/readings", "ingest")]
    [InlineData("data/lake/tables/readings/v1", "ingest")]
    [InlineData("data/lake/raw", "ingest")]
    [InlineData("data/warehouse.duckdb", "ingest")]
    [InlineData("data/warehouse.duckdb", "query|select 1 as n")]
    [InlineData("data/warehouse.duckdb", "status")]
    public async Task A_missing_right_ends_with_1_because_another_try_would_not_help(string place, string command)
    {
        await DropAsync("march.csv", ReadingsWorkspace.Readings(3), "644");
        Assert.Equal(0, (await IngestAsync()).ExitCode);
        await DropAsync("april.csv", ReadingsWorkspace.Readings(3, first: 4), "644");
        await ShellAsync($"chmod 000 '{workspace[place]}'");

        var refused = await RunAsync(As(Service), command.Split('|'));

        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains("denied", refused.Output + refused.Error, StringComparison.OrdinalIgnoreCase);
        await ShellAsync($"chmod 755 '{workspace[place]}'");
        Assert.Equal(0, (await IngestAsync()).ExitCode);
        Assert.Contains("6", (await RunAsync(As(Service), "query", "select count(*) as n from readings", "--format", "csv")).Output, StringComparison.Ordinal);
    }

    /// <summary>Drops a file of the producer into the service's inbox, which everybody can write to, like /tmp.</summary>
    private async Task<string> DropAsync(string name, string content, string mode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux runs programs as another user.");
        var file = workspace.Write($"data/inbox/readings/{name}", content);
        await ShellAsync($"chown {Producer}:{Producer} '{file}'; chmod {mode} '{file}'; chown -R --from=0 {Service}:{Service} '{workspace.Root}'; chmod 755 '{workspace.Root}'; chmod 1777 '{workspace["data", "inbox", "readings"]}'");
        return file;
    }

    private Task<ProgramResult> IngestAsync() => RunAsync(As(Service), "ingest");

    /// <param name="user">The command that changes the user.</param>
    private async Task<ProgramResult> RunAsync(string user, params string[] arguments)
    {
        Assert.SkipUnless(
            await ShellAsync($"{As(Service)} test -x '{DataShareProgram.Executable}'", mustSucceed: false) == 0,
            "Another user may not execute the built program where it is.");
        using var program = DataShareProgram.StartProgram(
            "setpriv", workspace.Root, [.. user.Split(' ').Skip(1), DataShareProgram.Executable, .. arguments]);
        return await program.WaitAsync();
    }

    private string[] Kept(string folder) => Directory.GetFiles(workspace["data", "lake", folder], "*", SearchOption.AllDirectories);

    private static async Task AssertKeptAsync(string file, string content)
    {
        Assert.Equal(content, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await ShellAsync($"test \"$(stat -c '%a %u' '{file}')\" = '444 {Service}'");
        await ShellAsync($"{As(Producer)} test -r '{file}'");
        Assert.NotEqual(0, await ShellAsync($"{As(Producer)} chmod u+w '{file}' || {As(Producer)} bash -c 'echo more >> \"{file}\"'", mustSucceed: false));
    }

    private static string As(int user) => string.Create(CultureInfo.InvariantCulture, $"setpriv --reuid {user} --regid {user} --clear-groups");

    private static async Task<int> ShellAsync(string script, bool mustSucceed = true)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", "exec 2>&1\n" + script]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(!mustSucceed || shell.ExitCode == 0, $"{script}\n{output}");
        return shell.ExitCode;
    }
}

using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Tests docker-compose.yml as far as possible without containers, by running its scripts.</summary>
public sealed class ComposeTests : IDisposable
{
    private const string First = "61001:61002";
    private const string Second = "62001:62002";
    private const string Third = "63001:63002";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_are_named_by_their_full_versions()
    {
        var compose = ComposeFile.Services.Values.Select(s => (string)s["image"]).Where(i => i != "datashare");
        var dockerfile = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"))
            .Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).ToList();

        Assert.Equal([TestSqlServer.Image], compose.Distinct());
        Assert.Equal(2, dockerfile.Count);
        Assert.All([TestSqlServer.Image, .. dockerfile], image => Assert.Matches(@":(\d{4}-CU\d+|\d+\.\d+\.\d+)-", image));
    }

    [Fact]
    public void The_server_runs_on_the_processor_of_its_image() =>
        Assert.All(
            ComposeFile.Services.Values.Where(s => (string)s["image"] == TestSqlServer.Image),
            s => Assert.Equal("linux/amd64", s["platform"]));

    [Fact]
    public void Logs_do_not_grow_without_end() =>
        Assert.All(ComposeFile.Services.Values, s =>
        {
            var options = (Dictionary<object, object>)((Dictionary<object, object>)s["logging"])["options"];
            Assert.Equal(("20m", "5"), (options["max-size"], options["max-file"]));
        });

    [Fact]
    public void Mounted_folders_are_labelled_for_containers()
    {
        var mounts = ComposeFile.Services.Values.SelectMany(s => (List<object>)s["volumes"]).Cast<string>().Where(v => v[0] is '.' or '$').ToList();

        Assert.NotEmpty(mounts);
        Assert.All(mounts, m => Assert.Matches("[:,]z$", m));
    }

    [Fact]
    public async Task A_changed_user_gets_the_files_of_the_previous_one()
    {
        var container = await WithFilesOfFirstAsync("changed");
        await container.ShellAsync("chown 0 data/lake/raw/a");

        await PrepareAsync(container, Second);

        await AssertTakenAsync(container, Second);
    }

    [Fact]
    public async Task A_changed_user_gets_the_files_of_a_volume_without_a_record_of_the_previous_one()
    {
        var container = await WithFilesOfFirstAsync("older");
        File.Delete(container.Users);

        await PrepareAsync(container, Second);

        await AssertTakenAsync(container, Second);
    }

    [Theory]
    [InlineData(Second)]
    [InlineData(Third)]
    public async Task A_change_of_user_that_was_stopped_is_completed_at_the_next_start(string next)
    {
        var calls = 0;
        for (var isStopped = true; isStopped; calls++)
        {
            var container = await WithFilesOfFirstAsync($"stopped-{calls}");
            // chown changes only the first of many files.
            container.StandIn("chown", $"""
                echo >> '{container.Root}/calls'
                [ "$(wc -l < '{container.Root}/calls')" -gt {calls} ] || exec /bin/chown "$@"
                [ "$1" != -h ] || /bin/chown "$1" "$2" "$3"
                exit 1
                """);
            isStopped = (await container.RunAsync("prepare", User(Second))).ExitCode != 0;
            File.Delete(Path.Combine(container.Root, "bin", "chown"));

            await PrepareAsync(container, next);

            await AssertTakenAsync(container, next);
        }

        Assert.InRange(calls, 6, 20);
    }

    [Fact]
    public async Task Another_start_with_the_same_user_checks_no_file()
    {
        var container = await WithFilesOfFirstAsync("same");
        container.StandIn("find", "exit 1");

        await PrepareAsync(container, First);

        container.StandIn("find", "exit 1");
        Assert.NotEqual(0, (await container.RunAsync("prepare", User(Second))).ExitCode);
    }

    [Fact]
    public async Task A_first_start_does_not_change_the_owner_of_existing_files()
    {
        var container = NewContainer("first");
        await container.ShellAsync("touch data/outbox/of-root data/inbox/of-root && mkdir data/outbox/folder");

        await PrepareAsync(container, First);

        Assert.Equal("inbox/of-root outbox/folder outbox/of-root", await container.FilesOfAsync("0"));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("1000:")]
    [InlineData(":1000")]
    [InlineData("1000:1000:1000")]
    [InlineData("1000:ada")]
    public async Task A_user_that_is_not_a_number_is_refused(string user)
    {
        var container = NewContainer("refused");

        var (exitCode, output) = await container.RunAsync("prepare", User(user));

        Assert.Equal((1, $"DATASHARE_USER is '{user}'. Expected numbers uid:gid, such as 1000:1000.\n"), (exitCode, output));
    }

    [Fact]
    public async Task The_set_up_waits_until_the_server_has_recovered_the_database_and_keeps_the_password_off_the_command_line()
    {
        var container = NewContainer("setup");
        await container.ShellAsync("echo sa-secret > secrets/sa-password; echo ds-secret > secrets/datashare-password; echo 'select 1' > setup.sql");
        ServerSays(container, "RECOVERING", "RECOVERING", "STARTING", "READY");

        var (exitCode, output) = await container.RunAsync("setup", new Dictionary<string, string>());

        Assert.Equal((0, "Database DataShare: RECOVERING\nDatabase DataShare: STARTING\n"), (exitCode, output));
        Assert.Equal("600 :setvar PASSWORD \"ds-secret\" select 1", await container.ShellAsync("echo $(stat -c %a tmp/setup.sql) $(cat tmp/setup.sql)"));
        var calls = File.ReadAllText(Path.Combine(container.Root, "calls"));
        Assert.Equal(4, calls.Split('\n').Count(c => c.Contains("sys.databases", StringComparison.Ordinal)));
        Assert.Contains("-v DATABASE=DataShare LOGIN=datashare\n", calls, StringComparison.Ordinal);
        Assert.DoesNotContain("secret ", calls.Replace('\n', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_set_up_gives_up_and_says_so_when_the_database_does_not_come()
    {
        var container = NewContainer("setup");
        await container.ShellAsync("touch secrets/sa-password secrets/datashare-password setup.sql");
        ServerSays(container, "SUSPECT");

        var (exitCode, output) = await container.RunAsync("setup", new Dictionary<string, string>(), first: "SECONDS=600");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("Database DataShare: SUSPECT\nDatabase DataShare is not ready after 10 minutes.", output, StringComparison.Ordinal);
        Assert.Equal("on-failure:5", ComposeFile.Services["setup"]["restart"]);
    }

    private static Dictionary<string, string> User(string user) => new() { ["DATASHARE_USER"] = user };

    private static async Task PrepareAsync(ComposeContainer container, string user)
    {
        var (exitCode, output) = await container.RunAsync("prepare", User(user));
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The user owns everything in the lake, and the files that the service made in inbox and outbox.</summary>
    private static async Task AssertTakenAsync(ComposeContainer container, string user)
    {
        Assert.Equal(
            " inbox inbox/customers inbox/orders inbox/orders/.claimed inbox/orders/.claimed/01X inbox/orders/.claimed/01X/a.csv "
            + "inbox/orders@1 lake lake/link lake/raw lake/raw/a outbox outbox/feed outbox/feed/1.csv",
            await container.FilesOfAsync(user, withoutDropped: true));
        Assert.Equal("inbox/orders/.claimed/01X/b.csv outbox/feed/of-root", await container.FilesOfAsync("0"));
        Assert.Equal(First, await container.ShellAsync("stat -c %u:%g data/inbox/orders/dropped.csv"));
        Assert.Equal("0:0", await container.ShellAsync("stat -L -c %u:%g data/lake/link"));
        Assert.Equal(user, await container.ShellAsync("stat -c %u:%g secrets/connection-string"));
    }

    private static void ServerSays(ComposeContainer container, params string[] states)
    {
        File.WriteAllLines(Path.Combine(container.Root, "states"), states);
        container.StandIn("sleep", "true");
        container.StandIn("../opt/mssql-tools18/bin/sqlcmd", $"""
            echo "$@" >> '{container.Root}/calls'
            [[ "$*" = *sys.databases* ]] || exit 0
            head -n 1 '{container.Root}/states'
            sed -i -e 1d '{container.Root}/states'
            """);
    }

    private ComposeContainer NewContainer(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux gives files to another user.");
        return new ComposeContainer(folder[name]);
    }

    private async Task<ComposeContainer> WithFilesOfFirstAsync(string name)
    {
        var container = NewContainer(name);
        await PrepareAsync(container, First);
        await container.ShellAsync($"""
            cd data
            mkdir -p inbox/orders/.claimed/01X inbox/orders@1 lake/raw outbox/feed
            touch inbox/orders/.claimed/01X/a.csv inbox/orders/dropped.csv lake/raw/a outbox/feed/1.csv
            ln -s '{container.Root}/bin' lake/link
            chown -hR {First} inbox lake outbox
            touch inbox/orders/.claimed/01X/b.csv outbox/feed/of-root
            """);
        return container;
    }
}

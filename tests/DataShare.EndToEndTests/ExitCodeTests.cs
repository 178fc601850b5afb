using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class ExitCodeTests
{
    [Fact]
    public async Task Without_a_workspace_it_ends_with_1_and_says_how_to_make_one()
    {
        using var folder = new TemporaryFolder();

        var status = await DataShareProgram.RunAsync(folder.Root, "status");

        Assert.True(status.ExitCode == 1, status.ToString());
        Assert.Contains("datashare init", status.Error, StringComparison.Ordinal);
        Assert.Empty(status.Output);
    }

    [Fact]
    public async Task A_misspelt_option_ends_with_1()
    {
        using var workspace = new ReadingsWorkspace();

        var result = await workspace.RunAsync("ingest", "--datset", "readings");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("datashare ingest --help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_dataset_ends_with_1_and_names_the_nearest()
    {
        using var workspace = new ReadingsWorkspace();

        var result = await workspace.RunAsync("ingest", "--dataset", "readigns");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("did you mean 'readings'?", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "Server=nowhere;Database=a;Max Pool Size=1", "Set Max Pool Size=2 or more")]
    [InlineData("ingest", "Server=nowhere;Database=a;Max Pool Size=1", "Set Max Pool Size=2 or more")]
    [InlineData("run", "Server=nowhere;Database=a;Pasword=b", "Pasword")]
    public async Task An_unusable_connection_string_ends_with_1_before_any_work(string command, string text, string expected)
    {
        using var workspace = new ReadingsWorkspace();
        var settings = new Dictionary<string, string>
        {
            ["DataShare__Warehouse__Engine"] = "SqlServer",
            ["DataShare__Warehouse__ConnectionString"] = text,
        };
        using var program = DataShareProgram.Start(workspace.Root, settings, command);

        var result = await program.WaitAsync();

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains(expected, result.Error.ReplaceLineEndings(" "), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("consume")]
    public async Task All_problems_of_contracts_and_definitions_are_printed_with_their_places(string command)
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("contracts/first/1.0.0.odcs.yaml", "apiVersion: v3.1.0\nkind: DataContract\nid: first\nversion: 1.0.0\nstatsu: active\n");
        workspace.Write("contracts/second/1.0.0.odcs.yaml", "kind: [\n");

        workspace.Write("consumers/third.yaml", "consumer: third\nownr: somebody\n");

        var result = await workspace.RunAsync(command);

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Matches(@"third\.yaml\(2,1\): .*owner", result.Error);
        Assert.Matches(@"first.1\.0\.0\.odcs\.yaml\(5,1\): .*status", result.Error);
        Assert.Matches(@"second.1\.0\.0\.odcs\.yaml\(\d+,\d+\): ", result.Error);
    }

    [Fact]
    public async Task A_setting_out_of_range_ends_with_1_and_is_named()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("appsettings.json", """{"DataShare": {"ScanInterval": "00:00:00"}}""");

        var result = await workspace.RunAsync("status");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("ScanInterval", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"DataShare": {"ScanInterval": "soon"}}""", "DataShare:ScanInterval is 'soon'; expected a time span such as 00:00:30.")]
    [InlineData("""{"DataShare": {"Warehouse": {"Engine": "oracle"}}}""", "DataShare:Warehouse:Engine is 'oracle'; expected DuckDb or SqlServer.")]
    [InlineData("""{"DataShare": {"Warehouse": {"LokTimeout": "00:00:09"}}}""", "unknown setting 'LokTimeout'; did you mean 'LockTimeout'?")]
    [InlineData("""{"DataShare": {"Warehouse": {"MemoryLimit": "much"}}}""", "Expected a size in DataShare:Warehouse:MemoryLimit, such as 1GB.")]
    [InlineData("""{"DataShare": {"Warehouse": "DuckDb"}}""", "DataShare:Warehouse is 'DuckDb'; expected settings in { }.")]
    [InlineData("{\n\"DataShare\": [", "appsettings.json is not JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed. (line 2)")]
    public async Task Unreadable_settings_end_with_1_and_the_message_names_the_setting_and_the_expected_value(string settings, string expected)
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("appsettings.json", settings);

        var result = await workspace.RunAsync("status");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_SQL_ends_with_1_and_the_engines_message()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        await workspace.RunAsync("ingest");

        var result = await workspace.RunAsync("query", "select plcae from readings");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("plcae", result.Error, StringComparison.Ordinal);
        Assert.Contains("place", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warehouse_held_by_another_process_ends_with_2_and_landed_files_are_loaded_next_time()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("appsettings.json", """{"DataShare": {"Warehouse": {"LockTimeout": "00:00:00.3"}}}""");
        workspace.Drop("first.csv", ReadingsWorkspace.Readings(3));
        await workspace.RunAsync("ingest");
        // More patient than the others: it must get the warehouse, even if an ingest has it first.
        var patient = new Dictionary<string, string> { ["DataShare__Warehouse__LockTimeout"] = "00:01:00" };
        using var holder = DataShareProgram.Start(workspace.Root, patient, "query", "select count(*) from range(1000000000000)");

        ProgramResult refused;
        var files = 1;
        do
        {
            Assert.True(files < 30, "The other process never held the warehouse.");
            workspace.Drop($"{files}.csv", ReadingsWorkspace.Readings(3, first: 1 + (3 * files++)));
            refused = await workspace.RunAsync("ingest");
        }
        while (refused.ExitCode == 0);
        await holder.SignalAsync("KILL");
        await holder.WaitAsync();
        var repeated = await workspace.RunAsync("ingest");

        Assert.True(refused.ExitCode == 2, refused.ToString());
        Assert.Contains("landed", refused.Output, StringComparison.Ordinal);
        Assert.True(repeated.ExitCode == 0, repeated.ToString());
        Assert.Equal($"{3 * files}", await workspace.AskAsync("select count(distinct id) from readings"));
    }

    [Fact]
    public async Task Help_shows_examples()
    {
        using var folder = new TemporaryFolder();

        var help = await DataShareProgram.RunAsync(folder.Root, "query", "--help");

        Assert.True(help.ExitCode == 0, help.ToString());
        Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
        Assert.Contains("--workspace", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_out_of_range_are_all_named()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write(
            "appsettings.json",
            """{"DataShare": {"ScanInterval": "00:00:00", "Producers": {"Writers": 0, "Unpack": {"MaxBytes": 0}}, "Warehouse": {"Attempts": 21, "Threads": -1}}}""");

        var result = await workspace.RunAsync("ingest");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("DataShare:Producers:Writers is '0'; expected 1 to 64", result.Error, StringComparison.Ordinal);
        Assert.Contains("DataShare:Producers:Unpack:MaxBytes is '0'; expected 1 or more.", result.Error, StringComparison.Ordinal);
        Assert.Contains("DataShare:ScanInterval is '00:00:00'; expected 00:00:00.1 to 01:00:00.", result.Error, StringComparison.Ordinal);
        Assert.Contains("DataShare:Warehouse:Attempts is '21'; expected 1 to 20.", result.Error, StringComparison.Ordinal);
        Assert.Contains("DataShare:Warehouse:Threads is -1; expected 0 (all processors) or more.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_before_anything_was_loaded_says_so()
    {
        using var workspace = new ReadingsWorkspace();

        var result = await workspace.RunAsync("query", "select * from readings");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("Dataset 'readings' has no view yet, because nothing has been loaded", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_cron_expression_leaves_its_consumer_out_and_is_reported_with_its_place()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("consumers/late.yaml", "consumer: late\nowner: me\nreads: [{dataset: readings, major: 1}]\nschedule: {cron: \"0 0 25 * * ?\"}\ndeliver: {files: {path: outbox/late, format: csv}}\n");

        var result = await workspace.RunAsync("consume");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("late.yaml(4,18): '0 0 25 * * ?' is not a cron expression", result.Error, StringComparison.Ordinal);
        Assert.Contains("readings-files: nothing after readings@start", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_does_not_count_temporary_names_as_waiting()
    {
        using var workspace = new ReadingsWorkspace();
        foreach (var name in new[] { ".a.csv", "~b.csv", "c.tmp", "d.part", "e.filepart", "f.crdownload", "g.csv" })
        {
            workspace.Write($"data/inbox/readings/{name}", "id,place,value\n1,Oslo,2.50\n");
        }

        var status = await workspace.RunAsync("status", "--json");

        Assert.Contains("\"waiting\":1,", status.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ingest --datset readings --json", 1, "--datset")]
    [InlineData("ingest --dataset readigns --json", 1, "did you mean 'readings'?")]
    [InlineData("query nonsense --json", 1, "nonsense")]
    public async Task With_the_json_option_an_error_is_JSON_too(string command, int code, string message)
    {
        using var workspace = new ReadingsWorkspace();

        var result = await workspace.RunAsync(command.Split(' '));

        Assert.True(result.ExitCode == code, result.ToString());
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(code, json.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(message, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("ingest --help")]
    [InlineData("schema check --help")]
    public async Task Help_says_what_the_exit_codes_mean(string command)
    {
        using var workspace = new ReadingsWorkspace();

        var help = await workspace.RunAsync(command.Split(' '));

        Assert.True(help.ExitCode == 0, help.ToString());
        Assert.Matches(@"(?s)Exit codes:.*  0  done.*  2  failed or stopped.*  4  ", help.Output);
    }

    [Fact]
    public async Task Output_to_a_pipe_is_not_cut()
    {
        using var workspace = new ReadingsWorkspace();
        var place = new string('x', 300);
        workspace.Drop("march.csv", $"id,place,value\n1,{place},1\n");
        await workspace.RunAsync("ingest");

        Assert.Contains(place, (await workspace.RunAsync("query", "select place from readings")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_never_be_taken_ends_with_1()
    {
        using var workspace = new ReadingsWorkspace();
        Directory.CreateDirectory(workspace["data", "inbox", "readings", "folder"]);

        var result = await workspace.RunAsync("ingest");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("it is a folder, and folders are not searched", result.Output, StringComparison.Ordinal);
    }
}

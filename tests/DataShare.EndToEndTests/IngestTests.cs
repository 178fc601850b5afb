using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class IngestTests
{
    [Fact]
    public async Task A_file_that_was_just_dropped_is_ingested_and_loaded_and_can_be_queried()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(1000));

        var ingest = await workspace.RunAsync("ingest");

        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Contains("readings/march.csv: 1,000 rows", ingest.Output, StringComparison.Ordinal);
        Assert.Equal("1000", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal("500500", await workspace.AskAsync("select sum(id) from readings_v1"));
        Assert.Empty(Directory.GetFiles(workspace["data", "inbox", "readings"]));
    }

    /// <summary>Names with a meaning in a shell, in DuckDB or in SQL.</summary>
    [Theory]
    [InlineData("it's *a* [1] \"test\" {x} %20 日本é", false)]
    [InlineData("what? 'é", true)]
    public async Task The_workspace_may_have_any_name(string name, bool isWarehouseElsewhere)
    {
        using var elsewhere = new TemporaryFolder();
        using var workspace = new ReadingsWorkspace(name);
        if (isWarehouseElsewhere)
        {
            var refused = await workspace.RunAsync("ingest");
            Assert.True(refused.ExitCode == 1, refused.ToString());
            Assert.Contains("DataShare:Warehouse:DatabaseFile is '", refused.Error, StringComparison.Ordinal);
            workspace.Write("appsettings.json", JsonSerializer.Serialize(new { DataShare = new { Warehouse = new { DatabaseFile = elsewhere["w.duckdb"] } } }));
        }

        workspace.Drop("march.csv", ReadingsWorkspace.Readings(10));
        foreach (var step in new[] { "ingest", "consume", "verify", "rebuild readings", "status", "query|from readings|--out|out.parquet", "query|from readings|--out|out.csv" })
        {
            var result = await workspace.RunAsync(step.Split(step.Contains('|', StringComparison.Ordinal) ? '|' : ' '));
            Assert.True(result.ExitCode == 0, $"{step}: {result}");
        }

        Assert.Equal("10", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal(11, (await File.ReadAllLinesAsync(Directory.GetFiles(workspace["data", "outbox", "readings"]).Single(), TestContext.Current.CancellationToken)).Length);
        Assert.Equal([name], Directory.GetFileSystemEntries(Path.GetDirectoryName(workspace.Root)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Ingesting_again_changes_nothing()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(10));
        await workspace.RunAsync("ingest");
        // Without it, the status says for how many seconds the consumer has been behind.
        await workspace.RunAsync("consume");
        var before = await workspace.RunAsync("status", "--json");

        var again = await workspace.RunAsync("ingest");

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("the inbox is empty", again.Output, StringComparison.Ordinal);
        Assert.Equal(before.Output, (await workspace.RunAsync("status", "--json")).Output);
    }

    [Fact]
    public async Task The_same_content_under_another_name_is_a_duplicate()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(10));
        await workspace.RunAsync("ingest");
        workspace.Drop("copy-of-march.csv", ReadingsWorkspace.Readings(10));

        var ingest = await workspace.RunAsync("ingest", "--json");

        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        using var json = JsonDocument.Parse(ingest.Output);
        var file = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.Equal("duplicate", file.GetProperty("outcome").GetString());
        Assert.Equal("copy-of-march.csv", file.GetProperty("file").GetString());
        Assert.Equal(26, file.GetProperty("duplicateOf").GetString()!.Length);
        Assert.Equal("10", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task A_named_file_is_copied_and_stays_where_it_is()
    {
        using var workspace = new ReadingsWorkspace();
        var file = workspace.Write("elsewhere/april.csv", ReadingsWorkspace.Readings(7));

        var ingest = await workspace.RunAsync("ingest", "elsewhere/april.csv", "--dataset", "readings");

        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Equal(ReadingsWorkspace.Readings(7), File.ReadAllText(file));
        Assert.Equal("7", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task With_again_the_same_content_is_taken_once_more()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Write("april.csv", ReadingsWorkspace.Readings(7));
        await workspace.RunAsync("ingest", "april.csv", "--dataset", "readings");

        var again = await workspace.RunAsync("ingest", "april.csv", "--dataset", "readings", "--again");

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal("14", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task A_wrong_header_sends_the_file_to_quarantine_and_ends_with_3()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("broken.csv", "id,palce,value\n1,here,1.00\n");

        var ingest = await workspace.RunAsync("ingest", "--json");

        Assert.True(ingest.ExitCode == 3, ingest.ToString());
        using var json = JsonDocument.Parse(ingest.Output);
        var file = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.Equal("quarantined", file.GetProperty("outcome").GetString());
        Assert.Contains("palce", file.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var folder = file.GetProperty("quarantine").GetString()!;
        Assert.True(File.Exists(Path.Combine(folder, "broken.csv")));
        Assert.Contains("palce", File.ReadAllText(Path.Combine(folder, "reason.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_bad_rows_go_to_quarantine_and_the_call_ends_with_3()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("some-bad.csv", "id,place,value\n1,here,1.00\n2,,2.00\n3,there,-3.00\n4,there,4.00\n");

        var ingest = await workspace.RunAsync("ingest");

        Assert.True(ingest.ExitCode == 3, ingest.ToString());
        Assert.Contains("4 rows in: 2 accepted, 2 rejected", ingest.Output, StringComparison.Ordinal);
        Assert.Equal("5", await workspace.AskAsync("select sum(id) from readings"));
    }

    [Fact]
    public async Task An_inbox_folder_without_a_contract_is_named_with_the_nearest_dataset()
    {
        using var workspace = new ReadingsWorkspace();
        var stray = workspace.Write("data/inbox/reading/march.csv", ReadingsWorkspace.Readings(1));

        var ingest = await workspace.RunAsync("ingest");

        Assert.True(ingest.ExitCode == 1, ingest.ToString());
        Assert.Contains("Did you mean inbox/readings?", ingest.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(stray));
    }
}

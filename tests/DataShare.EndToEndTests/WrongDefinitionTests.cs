using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A wrong definition is left out and reported, and stops nothing else.</summary>
public sealed class WrongDefinitionTests : IDisposable
{
    private const string Typo = "consumer: third\nownr: me\nreads: [{dataset: readings, major: 1}]\ndeliver: {files: {path: outbox/third}}\n";

    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("query", "select count(*) from readings")]
    [InlineData("verify")]
    [InlineData("rebuild")]
    [InlineData("ingest")]
    [InlineData("quarantine", "list")]
    [InlineData("schema", "list")]
    [InlineData("schema", "show", "readings")]
    [InlineData("schema", "publish")]
    [InlineData("consume", "readings-files")]
    public async Task A_typo_in_a_consumers_definition_and_in_a_draft_stops_no_command(params string[] command)
    {
        await IngestAsync("march.csv", 3);
        workspace.Write("consumers/third.yaml", Typo);
        workspace.Write("contracts/drafts/1.0.0.odcs.yaml", "kind: DataContract\nstatus: draft\nverison: 1.0.0\n");

        var result = await workspace.RunAsync(command);

        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [Fact]
    public async Task A_dataset_whose_only_contract_is_wrong_gives_the_reason()
    {
        workspace.Write("contracts/third/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("version: 1.0.0", "verison: 1.0.0", StringComparison.Ordinal));

        var result = await workspace.RunAsync("ingest", workspace.Write("third.csv", "id,place,value\n1,Oslo,1\n"), "--dataset", "third");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("unknown key 'verison'", result.Error, StringComparison.Ordinal);
        Assert.Contains("run: datashare schema check", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_with_a_typo_in_a_definition_and_in_a_contract_processes_everything_else()
    {
        workspace.Write("consumers/third.yaml", Typo);
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("version: 1.0.0", "verison: 1.1.0", StringComparison.Ordinal));
        using var service = workspace.Start("run");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        await service.SaysAsync("Delivered", TimeSpan.FromSeconds(30));
        await service.SignalAsync("INT");
        var ended = await service.WaitAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Single(Lines(ended.Output, "consumers/third.yaml(2,1): unknown key 'ownr'; did you mean 'owner'?"));
        Assert.Single(Lines(ended.Output, "contracts/readings/1.1.0.odcs.yaml(5,1): unknown key 'verison'"));
    }

    [Fact]
    public async Task Status_shows_everything_that_is_left_out_as_text_and_as_JSON()
    {
        workspace.Write("consumers/third.yaml", Typo);
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", "kind: [");

        var text = await workspace.RunAsync("status");
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);

        Assert.Contains("Left out; everything else continues:", text.Output, StringComparison.Ordinal);
        Assert.Contains("consumers/third.yaml(2,1): unknown key 'ownr'", text.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["consumer consumers/third.yaml 1", "consumer consumers/third.yaml 2", "contract contracts/readings/1.1.0.odcs.yaml 2", "version contracts/readings/1.0.0.odcs.yaml 1"],
            json.RootElement.GetProperty("leftOut").EnumerateArray().Select(l => $"{l.GetProperty("kind")} {l.GetProperty("file")} {l.GetProperty("line")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_a_consumer_that_is_left_out_fails_and_gives_the_reason_when_it_is_named()
    {
        await IngestAsync("march.csv", 3);
        workspace.Write("consumers/third.yaml", Typo);

        var named = await workspace.RunAsync("consume", "third");
        var all = await workspace.RunAsync("consume");

        Assert.True(named.ExitCode == 1, named.ToString());
        Assert.Contains("consumers/third.yaml(2,1): unknown key 'ownr'", named.Error, StringComparison.Ordinal);
        Assert.Contains("datashare consume third", named.Error, StringComparison.Ordinal);
        Assert.True(all.ExitCode == 1, all.ToString());
        Assert.Contains("delivered    readings-files: 3 changed rows", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_contract_is_not_published_and_its_published_versions_and_other_datasets_continue()
    {
        await IngestAsync("march.csv", 3);
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("version: 1.0.0", "version: 1.1.0\ncolour: blue", StringComparison.Ordinal));
        workspace.Write("contracts/places/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("readings", "places", StringComparison.Ordinal));
        workspace.Write("data/inbox/places/march.csv", ReadingsWorkspace.Readings(2));
        workspace.Drop("april.csv", ReadingsWorkspace.Readings(3, first: 4));

        var ingested = await workspace.RunAsync("ingest");
        var check = await workspace.RunAsync("schema", "check");
        var named = await workspace.RunAsync("schema", "publish", "readings@1.1.0");

        Assert.True(ingested.ExitCode == 1, ingested.ToString());
        Assert.Contains("contracts/readings/1.1.0.odcs.yaml(6,1): unknown key 'colour'", ingested.Error, StringComparison.Ordinal);
        Assert.Equal("6", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal("2", await workspace.AskAsync("select count(*) from places"));
        Assert.True(check.ExitCode == 1, check.ToString());
        Assert.True(named.ExitCode == 1, named.ToString());
        Assert.Contains("unknown key 'colour'", named.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_published_contract_stops_only_its_dataset()
    {
        await IngestAsync("march.csv", 3);
        workspace.Write("contracts/places/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace("readings", "places", StringComparison.Ordinal));
        workspace.Write("data/inbox/places/march.csv", ReadingsWorkspace.Readings(2));
        await workspace.RunAsync("ingest");
        var kept = workspace["data", "lake", "contracts", "readings", "1.0.0.yaml"];
        var text = await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(kept, "kind: [", TestContext.Current.CancellationToken);
        workspace.Drop("april.csv", ReadingsWorkspace.Readings(3, first: 4));
        workspace.Write("data/inbox/places/april.csv", ReadingsWorkspace.Readings(2, first: 3));

        var ingested = await workspace.RunAsync("ingest");
        var rebuilt = await workspace.RunAsync("rebuild");
        var verified = await workspace.RunAsync("verify");
        var consumed = await workspace.RunAsync("consume");

        Assert.True(ingested.ExitCode == 1, ingested.ToString());
        Assert.Contains("'readings' is stopped", ingested.Error, StringComparison.Ordinal);
        Assert.Equal("3", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal("4", await workspace.AskAsync("select count(*) from places"));
        Assert.Equal([1, 1, 1], new[] { rebuilt.ExitCode, verified.ExitCode, consumed.ExitCode });
        Assert.Contains("rebuilt      places", rebuilt.Output, StringComparison.Ordinal);
        Assert.Contains("equal    places", verified.Output, StringComparison.Ordinal);
        Assert.Contains("a published contract of 'readings' cannot be read", consumed.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(kept, text, TestContext.Current.CancellationToken);
        await workspace.RunAsync("ingest");
        Assert.Equal("6", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task A_version_that_may_break_a_consumer_with_an_unreadable_definition_waits_until_it_is_readable()
    {
        await IngestAsync("march.csv", 3);
        var definition = workspace["consumers", "readings-files.yaml"];
        var text = await File.ReadAllTextAsync(definition, TestContext.Current.CancellationToken);
        workspace.Write("consumers/readings-files.yaml", text.Replace("owner:", "ownr:", StringComparison.Ordinal).Replace("place, value", "place", StringComparison.Ordinal));
        workspace.Write("contracts/readings/1.1.0.odcs.yaml", Consumers("1.1.0").Replace("name: value", "name: amount", StringComparison.Ordinal));
        workspace.Drop("april.csv", ReadingsWorkspace.Readings(3, first: 4));

        var held = await workspace.RunAsync("ingest");
        var check = await workspace.RunAsync("schema", "check");
        var retired = await workspace.RunAsync("schema", "retire", "readings@1");
        workspace.Write("consumers/readings-files.yaml", text.Replace("place, value", "place", StringComparison.Ordinal));
        var mended = await workspace.RunAsync("ingest");

        Assert.Equal((1, 1, 1), (held.ExitCode, check.ExitCode, retired.ExitCode));
        Assert.Contains("readings 1.1.0 waits", held.Error, StringComparison.Ordinal);
        Assert.Contains("consumers/readings-files.yaml cannot be read, and its consumer may use what this version changes (columns.value)", held.Error, StringComparison.Ordinal);
        Assert.Contains("readings 1.1.0: waits", check.Output, StringComparison.Ordinal);
        Assert.Contains("readings@1 was not retired: consumers/readings-files.yaml cannot be read, and may use readings@1.", retired.Error, StringComparison.Ordinal);
        Assert.Equal("6", await workspace.AskAsync("select count(*) from readings"));
        Assert.True(mended.ExitCode == 0, mended.ToString());
        Assert.Contains("Published readings 1.1.0", mended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_breaks_nobody_is_published_despite_unreadable_definitions()
    {
        await IngestAsync("march.csv", 3);
        workspace.Write("consumers/third.yaml", Typo);
        workspace.Write(
            "contracts/readings/1.1.0.odcs.yaml",
            Consumers("1.1.0").Replace("customProperties:\n  - {property: w", "      - {id: c4, name: note, logicalType: string}\ncustomProperties:\n  - {property: w", StringComparison.Ordinal));

        var ingested = await workspace.RunAsync("ingest");

        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.Contains("Published readings 1.1.0", ingested.Error, StringComparison.Ordinal);
    }

    /// <summary>The contract with the mode CONSUMER, in which only changes that break a known consumer are refused.</summary>
    private static string Consumers(string version) => ReadingsWorkspace.Contract
        .Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal)
        + "\n  - {property: compatibility, value: CONSUMER}\n";

    private static IEnumerable<string> Lines(string output, string with) =>
        output.Split('\n').Where(l => l.Contains(with, StringComparison.Ordinal));

    private async Task IngestAsync(string name, int rows)
    {
        workspace.Drop(name, ReadingsWorkspace.Readings(rows));
        var ingested = await workspace.RunAsync("ingest");
        Assert.True(ingested.ExitCode == 0, ingested.ToString());
    }
}

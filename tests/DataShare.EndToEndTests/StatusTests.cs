using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary><c>datashare status</c> shows the problems that need somebody, and ends with a code that a script can use.</summary>
public sealed class StatusTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Ends_with_0_while_nobody_has_to_act()
    {
        await IngestAsync(ReadingsWorkspace.Readings(3));

        var status = await workspace.RunAsync("status");

        Assert.True(status.ExitCode == 0, status.ToString());
    }

    [Fact]
    public async Task Ends_with_3_while_something_is_in_quarantine()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n2,Oslo,x\n");

        Assert.Equal(3, (await workspace.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Ends_with_1_while_a_definition_is_left_out()
    {
        workspace.Write("consumers/third.yaml", "consumer: third\n");

        Assert.Equal(1, (await workspace.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Counts_rows_that_a_mapping_leaves_out_or_shows_with_null()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n2,7,2\n3,8,\n");
        WriteSecondMajor("name: place, logicalType: integer, primaryKey: true", "minimum: 0}, required: true}", "{up: {place: cast(place as bigint), value: value}, down: {place: cast(place as varchar)}}");
        await IngestAsync("id,place,value\n4,9,4\n");

        var text = (await workspace.RunAsync("status")).Output;
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);

        Assert.Contains("readings: 1 row of 1.x is missing in 2.x, because the mapping gives no primary key.", text, StringComparison.Ordinal);
        Assert.Contains("readings: 1 row of 1.x has null in 2.x where a value is required (value).", text, StringComparison.Ordinal);
        Assert.Equal(1, json.RootElement.GetProperty("mapped")[0].GetProperty("leftOut").GetInt64());
    }

    [Fact]
    public async Task Counts_rows_with_values_that_the_other_major_forbids()
    {
        await IngestAsync("id,place,value\n1,Oslo,1\n2,Rome,2\n3,Oslo,300\n4,Rome,300\n");
        WriteSecondMajor("name: city, logicalType: string, required: true, customProperties: [{property: enum, value: [Oslo, Bergen]}]", "minimum: 0, maximum: 100}}", "{up: {city: place, value: value}, down: {place: city, value: value}}");
        await IngestAsync("id,city,value\n5,Bergen,4\n");

        var text = await workspace.RunAsync("status");
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);

        Assert.True(
            text.Output.ReplaceLineEndings(" ").Contains("readings: 3 rows of 1.x have a value in 2.x that its enum, minimum, maximum, minLength or maxLength forbids (city, value).", StringComparison.Ordinal),
            text.ToString());
        Assert.Equal(3, json.RootElement.GetProperty("mapped")[0].GetProperty("forbidden").GetInt64());
    }

    [Fact]
    public async Task Counts_the_commits_and_rows_that_a_consumer_has_not_received_and_says_since_when()
    {
        await IngestAsync(ReadingsWorkspace.Readings(3));
        Assert.Matches(@"(?m)^readings-files +readings@start +1 +3 +\d+ s +- +never run", (await workspace.RunAsync("status")).Output);
        await workspace.RunAsync("consume");
        Assert.Matches(@"(?m)^readings-files +readings@0 +0 +0 +- +just now +3 rows", (await workspace.RunAsync("status")).Output);
        workspace.Drop("second.csv", ReadingsWorkspace.Readings(4, first: 4));
        await workspace.RunAsync("ingest");
        workspace.Drop("third.csv", ReadingsWorkspace.Readings(5, first: 8));
        await workspace.RunAsync("ingest");

        Assert.Matches(@"(?m)^readings-files +readings@0 +2 +9 +\d+ s +just now +3 rows", (await workspace.RunAsync("status")).Output);
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);
        var consumer = json.RootElement.GetProperty("consumers")[0];
        Assert.Equal("""{"readings/v1":0}""", JsonSerializer.Serialize(consumer.GetProperty("positions")));
        Assert.Equal("""{"readings/v1":2}""", JsonSerializer.Serialize(consumer.GetProperty("newest")));
        var lag = consumer.GetProperty("lag");
        Assert.Equal((2, 9), (lag.GetProperty("commits").GetInt32(), lag.GetProperty("rows").GetInt32()));
        var behind = TimeProvider.System.GetUtcNow() - lag.GetProperty("since").GetDateTimeOffset();
        Assert.InRange(behind, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.InRange(lag.GetProperty("seconds").GetInt64(), 0, (long)behind.TotalSeconds);
    }

    [Fact]
    public async Task Counts_claimed_files()
    {
        workspace.Write("data/inbox/readings/.claimed/01KG9RTSR003X97PG3P6AW0000/a.csv", "id,place,value\n");
        workspace.Write("data/inbox/readings/.claimed/01KG9RTSR003X97PG3P6AW0001/member", "id,place,value\n");

        var text = await workspace.RunAsync("status");
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);

        Assert.Contains("readings: 1 file is claimed: a run is working on it, or was stopped, and the next run", text.Output, StringComparison.Ordinal);
        Assert.Equal(1, json.RootElement.GetProperty("datasets")[0].GetProperty("claimed").GetInt32());
        // A version that the next ingest publishes needs nobody.
        Assert.True(text.ExitCode == 0, text.ToString());
    }

    [Fact]
    public async Task Names_a_commit_that_cannot_be_loaded_until_it_is()
    {
        await IngestAsync(ReadingsWorkspace.Readings(3));
        var missing = Path.Combine(workspace.Root, "elsewhere");
        workspace.Drop("next.csv", "id,place,value\n9,Oslo,9\n");
        var part = await LandWithoutLoadAsync();
        File.Move(part, missing, overwrite: true);
        Assert.NotEqual(0, (await workspace.RunAsync("ingest")).ExitCode);

        var status = await workspace.RunAsync("status");
        using var json = JsonDocument.Parse((await workspace.RunAsync("status", "--json")).Output);

        Assert.True(status.ExitCode == 1, status.ToString());
        var text = status.Output.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal);
        Assert.Contains("readings/v1: lake version 1 (next.csv) has failed to load since ", text, StringComparison.Ordinal);
        Assert.Contains("it is missing", text, StringComparison.Ordinal);
        Assert.Equal(1, json.RootElement.GetProperty("blocked")[0].GetProperty("lakeVersion").GetInt32());

        File.Move(missing, part, overwrite: true);
        await workspace.RunAsync("ingest");
        Assert.Equal(0, (await workspace.RunAsync("status")).ExitCode);
    }

    /// <param name="place">The text of the column <c>place</c>.</param>
    /// <param name="value">The end of the text of the column <c>value</c>.</param>
    private void WriteSecondMajor(string place, string value, string mapping) => workspace.Write(
        "contracts/readings/2.0.0.odcs.yaml",
        ReadingsWorkspace.Contract
            .Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal)
            .Replace("name: place, logicalType: string, required: true", place, StringComparison.Ordinal)
            .Replace("minimum: 0}}", value, StringComparison.Ordinal)
            .Replace("customProperties:\n  - {property: write", $"customProperties:\n  - {{property: mapping, value: {mapping}}}\n  - {{property: write", StringComparison.Ordinal));

    /// <summary>Another process has the warehouse in the meantime, so the file lands and is not loaded.</summary>
    /// <returns>The part of the new commit.</returns>
    private async Task<string> LandWithoutLoadAsync()
    {
        var table = workspace["data", "lake", "tables", "readings", "v1"];
        var before = Directory.GetFiles(table);
        var warehouse = workspace["data", "warehouse.duckdb"];
        File.Move(warehouse, warehouse + ".away", overwrite: true);
        Directory.CreateDirectory(warehouse);
        await workspace.RunAsync("ingest");
        Directory.Delete(warehouse);
        File.Move(warehouse + ".away", warehouse, overwrite: true);
        return Assert.Single(Directory.GetFiles(table).Except(before));
    }

    private async Task IngestAsync(string content)
    {
        workspace.Drop("first.csv", content);
        await workspace.RunAsync("ingest");
    }
}

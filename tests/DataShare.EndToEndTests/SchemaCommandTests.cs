using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class SchemaCommandTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task An_edited_contract_gets_a_plan_and_is_written_as_a_new_version()
    {
        using var shop = new ShopWorkspace();
        await shop.ExpectAsync(0, "schema", "publish");
        shop.Contract("1.0.0", ShopWorkspace.Total, ShopWorkspace.Coupon);

        var plan = await shop.ExpectAsync(0, "schema", "plan");
        await shop.ExpectAsync(0, "schema", "plan", "orders", "--write");

        Assert.Contains("orders 2.0.0", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written; use --write to write it.", plan.Output, StringComparison.Ordinal);
        Assert.Contains("version: 2.0.0", File.ReadAllText(Path.Combine(shop.Root, "contracts", "orders", "2.0.0.odcs.yaml")), StringComparison.Ordinal);
        await shop.ExpectAsync(0, "schema", "publish");
        Assert.Contains("No contract is new or edited.", (await shop.ExpectAsync(0, "schema", "plan")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ends_with_4_on_a_refusal_and_names_broken_consumers_in_lines_of_80()
    {
        await workspace.RunAsync("schema", "publish");
        Write("1.1.0", "name: value", "name: amount");

        var check = await workspace.RunAsync("schema", "check");

        Assert.True(check.ExitCode == 4, check.ToString());
        Assert.Contains("MAJOR  forward   columns.value: column 'value' is renamed to 'amount'", check.Output, StringComparison.Ordinal);
        Assert.Contains("breaks readings-files (tests@example.com): reads value, which 1.1.0 renames", check.Output, StringComparison.Ordinal);
        AssertNarrow(await workspace.RunInTerminalAsync("schema", "check"));
    }

    [Fact]
    public async Task Check_prints_only_the_chosen_format_on_standard_output()
    {
        Write("1.1.0", "name: value", "name: amount");

        foreach (var format in new[] { "sarif", "json" })
        {
            var check = await workspace.RunAsync("schema", "check", "--format", format);
            Assert.True(check.ExitCode == 4, check.ToString());
            JsonDocument.Parse(check.Output).Dispose();
        }

        Assert.StartsWith("<?xml", (await workspace.RunAsync("schema", "check", "--format", "junit")).Output, StringComparison.Ordinal);
        Assert.StartsWith("### Contracts", (await workspace.RunAsync("schema", "check", "--format", "markdown")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_keeps_the_bytes_and_may_be_repeated_and_refuses_other_bytes()
    {
        var first = await workspace.RunAsync("schema", "publish");
        var second = await workspace.RunAsync("schema", "publish", "readings@1.0.0");
        Write("1.0.0", "name: Readings", "name: Readings again");
        var edited = await workspace.RunAsync("schema", "publish");

        Assert.Equal((0, 0, 4), (first.ExitCode, second.ExitCode, edited.ExitCode));
        Assert.Contains("published  readings 1.0.0", first.Output, StringComparison.Ordinal);
        Assert.Contains("unchanged  readings 1.0.0", second.Output, StringComparison.Ordinal);
        Assert.Contains("data/lake/contracts/readings/1.0.0.yaml", edited.Error, StringComparison.Ordinal);
        Assert.Equal(ReadingsWorkspace.Contract, await File.ReadAllTextAsync(workspace["data", "lake", "contracts", "readings", "1.0.0.yaml"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Publish_of_a_file_publishes_only_this_file()
    {
        Write("1.1.0", "name: value", "name: amount");

        var published = await workspace.RunAsync("schema", "publish", "contracts/readings/1.0.0.odcs.yaml");

        Assert.True(published.ExitCode == 0, published.ToString());
        Assert.Equal(["1.0.0.yaml"], Directory.GetFiles(workspace["data", "lake", "contracts", "readings"], "*.yaml").Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("readigns", "did you mean 'readings'?")]
    [InlineData("readings@3.0.0", "versions: 1.0.0")]
    [InlineData("readings@2.0.0", "is draft")]
    [InlineData("appsettings.json", "not among the workspace's contracts")]
    public async Task Publish_says_why_it_cannot_publish_a_name(string name, string message)
    {
        if (name == "readings@2.0.0")
        {
            Write("2.0.0", "status: active", "status: draft");
        }

        var published = await workspace.RunAsync("schema", "publish", name);

        Assert.True(published.ExitCode == 1, published.ToString());
        Assert.Contains(message, published.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_the_state_of_each_version()
    {
        await workspace.RunAsync("schema", "publish");
        Write("1.0.0", "name: Readings", "name: Readings again");
        Write("1.1.0", "team: {name: tests}", "team: {name: others}");
        Write("2.0.0", "status: active", "status: draft");

        var list = await workspace.RunAsync("schema", "list");

        Assert.True(list.ExitCode == 0, list.ToString());
        Assert.Equal(
            ["1.0.0 active edited 1", "1.1.0 active new 1", "2.0.0 draft unpublished 0"],
            list.Output.Split('\n').Skip(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(l => l.Length > 0).Select(l => $"{l[1]} {l[2]} {l[3]} {l[^1]}"));
        AssertNarrow(list);
    }

    [Fact]
    public async Task Show_prints_columns_readers_and_the_exact_text()
    {
        await workspace.RunAsync("schema", "publish");
        File.Delete(workspace["contracts", "readings", "1.0.0.odcs.yaml"]);

        var shown = await workspace.RunAsync("schema", "show", "readings");
        var text = await workspace.RunAsync("schema", "show", "readings@1.0.0", "--yaml");

        Assert.Contains("readings 1.0.0: active, lake only", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"value +decimal\(18,2\) +yes +≥ 0", shown.Output);
        Assert.Contains("reader: readings-files (tests@example.com) reads id, place, value", shown.Output, StringComparison.Ordinal);
        AssertNarrow(shown);
        Assert.Equal(ReadingsWorkspace.Contract.Trim(), text.Output.Trim());
    }

    [Fact]
    public async Task Diff_compares_versions_and_files()
    {
        Write("1.1.0", "name: value", "name: amount");

        var versions = await workspace.RunAsync("schema", "diff", "readings@1.0.0", "readings@1.1.0");
        var files = await workspace.RunAsync("schema", "diff", "contracts/readings/1.0.0.odcs.yaml", "contracts/readings/1.0.0.odcs.yaml");
        var json = await workspace.RunAsync("schema", "diff", "readings@1.0.0", "readings@1.1.0", "--json");

        Assert.True(versions.ExitCode == 0, versions.ToString());
        Assert.Contains("1 change from readings 1.0.0 to readings 1.1.0: a MAJOR step.", versions.Output, StringComparison.Ordinal);
        Assert.Contains("are the same", files.Output, StringComparison.Ordinal);
        Assert.Contains("\"rule\": \"column-renamed\"", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retire_names_the_readers_and_afterwards_files_are_refused_and_rows_stay()
    {
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        await workspace.RunAsync("ingest");

        var refused = await workspace.RunAsync("schema", "retire", "readings@1");
        File.Delete(workspace["consumers", "readings-files.yaml"]);
        var retired = await workspace.RunAsync("schema", "retire", "readings@1", "--by", "ada");
        workspace.Drop("april.csv", ReadingsWorkspace.Readings(3, first: 4));
        var late = await workspace.RunAsync("ingest");

        Assert.True(refused.ExitCode == 4, refused.ToString());
        Assert.Contains("readings-files (tests@example.com) reads id, place, value", refused.Error, StringComparison.Ordinal);
        Assert.True(retired.ExitCode == 0, retired.ToString());
        Assert.Contains("by ada", retired.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, late.ExitCode);
        Assert.Equal("3", await workspace.AskAsync("select count(*) from readings_v1"));
        Assert.Contains("retired", (await workspace.RunAsync("schema", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("readings", "expected readings@MAJOR")]
    [InlineData("readings@1.0.0", "expected readings@MAJOR")]
    [InlineData("readings@2", "There is no 'readings@2'")]
    [InlineData("readings@1", "No version of readings@1 is published")]
    public async Task Only_a_published_major_can_be_retired(string name, string message)
    {
        var retired = await workspace.RunAsync("schema", "retire", name);

        Assert.True(retired.ExitCode == 1, retired.ToString());
        Assert.Contains(message, retired.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_subcommand_of_schema_gets_a_hint_to_the_help() =>
        Assert.Contains("datashare schema check --help", (await workspace.RunAsync("schema", "check", "--agianst", "x")).Error, StringComparison.Ordinal);

    private static void AssertNarrow(ProgramResult result) =>
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));

    private void Write(string version, string old, string now) => workspace.Write(
        $"contracts/readings/{version}.odcs.yaml",
        ReadingsWorkspace.Contract.Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal).Replace(old, now, StringComparison.Ordinal));
}

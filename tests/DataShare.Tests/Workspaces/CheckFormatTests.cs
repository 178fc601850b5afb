using System.Text.Json;
using System.Xml.Linq;
using DataShare.Jobs;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class CheckFormatTests : IDisposable
{
    private readonly CheckedWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task In_JUnit_a_refused_version_is_a_failed_test_and_a_file_that_is_no_contract_an_error()
    {
        var xml = XDocument.Parse(Text(await BrokenAsync(), CheckJunit.Write)).Root!;

        Assert.Equal(("3", "1", "2"), ((string)xml.Attribute("tests")!, (string)xml.Attribute("failures")!, (string)xml.Attribute("errors")!));
        var failed = Assert.Single(xml.Descendants("failure"));
        Assert.Equal("orders 1.1.0", (string)failed.Parent!.Attribute("name")!);
        Assert.Equal("column-renamed", (string)failed.Attribute("type")!);
        Assert.Contains("breaks revenue (bi@example.com)", failed.Value, StringComparison.Ordinal);
        Assert.Equal(["files", "consumers"], xml.Descendants("error").Select(e => (string)e.Parent!.Attribute("classname")!));
    }

    [Fact]
    public async Task In_JUnit_there_is_a_test_although_nothing_is_new()
    {
        await workspace.PublishAsync();

        var test = Assert.Single(XDocument.Parse(Text(await workspace.CheckAsync(), CheckJunit.Write)).Descendants("testcase"));

        Assert.Empty(test.Elements());
    }

    [Fact]
    public async Task In_JUnit_a_warning_is_no_failure()
    {
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);

        var xml = XDocument.Parse(Text(await workspace.CheckAsync(), CheckJunit.Write));

        Assert.Empty(xml.Descendants("failure"));
        Assert.Contains("coupon", Assert.Single(xml.Descendants("system-out")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_SARIF_a_refusal_is_at_the_line_of_the_column()
    {
        using var json = JsonDocument.Parse(Text(await BrokenAsync(), CheckSarif.Write));
        var run = json.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();

        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        Assert.All(results, r => Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()]));
        var renamed = Assert.Single(results, r => r.GetProperty("ruleId").GetString() == "column-renamed");
        Assert.Equal("error", renamed.GetProperty("level").GetString());
        var place = renamed.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("contracts/orders/1.1.0.odcs.yaml", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal(10, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal(["consumer-broken", "consumer-definition", "note", "problem", "refused"], rules.Except(["column-renamed"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_Markdown_names_of_files_and_columns_are_no_markup()
    {
        await workspace.PublishAsync();
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, "{id: c4, name: \"a|b_<c>\", logicalType: integer}");

        var markdown = Text(await workspace.CheckAsync(), CheckMarkdown.Write);

        Assert.Contains(@"| columns.a\|b\_&lt;c>: column 'a\|b\_&lt;c>' (i64) is new | MINOR | - | unknown: there is no lake here | - |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Markdown_every_finding_is_listed()
    {
        var lines = Text(await BrokenAsync(), CheckMarkdown.Write).Split('\n');

        Assert.Equal("### Contracts: 1 version is new against the published versions; it is refused.", lines[0]);
        Assert.Contains("#### orders 1.1.0: **refused**", lines);
        Assert.Contains(
            "| columns.amount: column 'amount' is renamed to 'total' | MAJOR | forward: revenue (bi@example.com) | unknown: there is no lake here | keep the name, and allow the new name in files with `aliases`; or rename the column in the next major, with the same id |",
            lines);
        Assert.Contains("- breaks revenue (bi@example.com): reads amount, which 1.1.0 renames to total", lines);
        Assert.Equal(["#### Files that cannot be read", "#### Consumers", "#### Notes"], lines.Where(l => l.StartsWith("#### ", StringComparison.Ordinal) && !l.Contains("orders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task In_JSON_a_change_has_the_directions_and_readers_that_it_breaks()
    {
        using var json = JsonDocument.Parse(Text(await BrokenAsync(), CheckJson.Write));
        var version = json.RootElement.GetProperty("versions")[0];

        Assert.False(json.RootElement.GetProperty("admitted").GetBoolean());
        Assert.Equal("""["forward"]""", version.GetProperty("changes")[0].GetProperty("change").GetProperty("breaks").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("revenue", version.GetProperty("breaks")[0].GetProperty("consumer").GetString());
    }

    private static string Text(SchemaCheck check, Action<TextWriter, SchemaCheck> write)
    {
        using var text = new StringWriter();
        write(text, check);
        return text.ToString();
    }

    /// <summary>A rename in a minor version, a file that is not a contract, definitions that are wrong or cannot be checked.</summary>

    private async Task<SchemaCheck> BrokenAsync()
    {
        await workspace.PublishAsync();
        workspace.Contract("1.1.0", CheckedWorkspace.Total);
        workspace.Write("contracts/bad/1.0.0.odcs.yaml", "kind: [");
        workspace.Write("consumers/wrong.yaml", "consumer: wrong\nowner: me\nreads: [{dataset: orders, major: 7}]\ndeliver: {files: {path: out}}\n");
        workspace.Write("consumers/unknown.yaml", "consumer: unknown\nowner: me\nreads: [{dataset: orders, major: 1, columns: [order_id]}]\ndeliver: {sql: \"delete from elsewhere where a in (select order_id from {{orders}})\"}\n");
        return await workspace.CheckAsync();
    }
}

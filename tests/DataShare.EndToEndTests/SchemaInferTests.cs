using Xunit;

namespace DataShare.EndToEndTests;

public sealed class SchemaInferTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Infer_makes_a_contract_that_takes_the_file()
    {
        var file = workspace.Write("Sales 2026-01.csv", "sale_id,place,paid\n1,Oslo,2.50\n2,,3.00\n");

        var inferred = await workspace.RunAsync("schema", "infer", file);
        var ingested = await workspace.RunAsync("ingest", file, "--dataset", "sales");
        var again = await workspace.RunAsync("schema", "infer", file);

        Assert.True(inferred.ExitCode == 0, inferred.ToString());
        Assert.All(inferred.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80 || line.Contains(file, StringComparison.Ordinal), line));
        Assert.True(File.Exists(workspace["contracts", "sales", "1.0.0.odcs.yaml"]));
        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.Equal("2", await workspace.AskAsync("select count(*) from sales"));
        Assert.True(again.ExitCode == 1, again.ToString());
        Assert.Contains("has a contract already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_prints_a_contract_when_asked_and_writes_nothing()
    {
        var file = workspace.Write("2026.csv", "sale_id\n1\n");

        var nameless = await workspace.RunAsync("schema", "infer", file);
        var printed = await workspace.RunAsync("schema", "infer", file, "--dataset", "sales", "--out", "-");

        Assert.True(nameless.ExitCode == 1, nameless.ToString());
        Assert.Contains("--dataset NAME", nameless.Error, StringComparison.Ordinal);
        Assert.Contains("id: sales", printed.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["contracts", "sales"]));
    }
}

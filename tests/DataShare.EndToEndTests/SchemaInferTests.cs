using Xunit;

namespace DataShare.EndToEndTests;

public sealed class SchemaInferTests : IDisposable
{
    private readonly ReadingsWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task Infer_makes_a_contract_that_accepts_the_file()
    {
        var file = workspace.Write("Sales 2026-01.csv", "sale_id,place,paid\n1,Oslo,2.50\n2,,3.00\n");

        var inferred = await workspace.RunAsync("schema", "infer", file);
        var ingested = await workspace.RunAsync("ingest", file, "--dataset", "sales");
        var again = await workspace.RunAsync("schema", "infer", file);

        Assert.True(inferred.ExitCode == 0, inferred.ToString());
        Assert.True(File.Exists(workspace["contracts", "sales", "1.0.0.odcs.yaml"]));
        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.Equal("2", await workspace.AskAsync("select count(*) from sales"));
        Assert.True(again.ExitCode == 1, again.ToString());
        Assert.Contains("already has a contract", again.Error, StringComparison.Ordinal);
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

    [Fact]
    public async Task Infer_asks_for_an_encoding_and_uses_the_given_one()
    {
        var file = workspace.Write("names.csv", "");
        await File.WriteAllBytesAsync(file, [.. "id,name\n1,G"u8, 0xF6, .. "del\n2,Ada\n"u8], TestContext.Current.CancellationToken);

        var asked = await workspace.RunAsync("schema", "infer", file);
        var given = await workspace.RunAsync("schema", "infer", file, "--encoding", "windows-1252");
        var ingested = await workspace.RunAsync("ingest", file, "--dataset", "names");

        Assert.True(asked.ExitCode == 1, asked.ToString());
        Assert.Contains("'1,Gödel' in windows-1252", asked.Error, StringComparison.Ordinal);
        Assert.True(given.ExitCode == 0, given.ToString());
        Assert.True(ingested.ExitCode == 0, ingested.ToString());
        Assert.Equal("Gödel", await workspace.AskAsync("select name from names where id = 1"));
    }

    [Fact]
    public async Task Infer_unpacks_no_more_than_the_settings_allow()
    {
        var file = workspace.Write("ids.csv.gz", "");
        await using (var gzip = new System.IO.Compression.GZipStream(File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(System.Text.Encoding.ASCII.GetBytes("id\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}\n"))));
        }

        workspace.Write("appsettings.json", """{"DataShare": {"Producers": {"Unpack": {"MaxBytes": 10000}}}}""");
        var refused = await workspace.RunAsync("schema", "infer", file);
        workspace.Write("appsettings.json", "{}");
        var made = await workspace.RunAsync("schema", "infer", file);

        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains("raise DataShare:Producers:Unpack:MaxBytes", refused.Error, StringComparison.Ordinal);
        Assert.True(made.ExitCode == 0, made.ToString());
    }
}

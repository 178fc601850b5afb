using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class NonFiniteTests
{
    private const string Values = "1,a,NaN\n2,b,Infinity\n3,c,-Inf\n4,d,1.5\n5,e,\n";

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task The_output_of_a_query_is_ingested_with_the_same_values(string format)
    {
        using var workspace = await FilledAsync();

        await ExpectAsync(workspace, "query", "select id + 10 as id, place, value from readings order by id", "--out", workspace[$"out.{format}"]);
        workspace.Drop($"again.{format}", File.ReadAllBytes(workspace[$"out.{format}"]));
        await ExpectAsync(workspace, "ingest");

        Assert.Equal("10", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal("5", await workspace.AskAsync("select count(*) from readings a join readings b on b.id = a.id + 10 and b.value is not distinct from a.value and b.place = a.place"));
        Assert.Equal(format == "csv" ? "id,place,value\n11,a,nan\n12,b,inf\n13,c,-inf\n14,d,1.5\n15,e,\n" : null, format == "csv" ? File.ReadAllText(workspace["out.csv"]) : null);
    }

    [Fact]
    public async Task In_JSON_they_are_texts_and_a_null_is_null()
    {
        using var workspace = await FilledAsync();

        var result = await ExpectAsync(workspace, "query", "select value from readings order by id", "--format", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "1.5", "null"],
            json.RootElement.EnumerateArray().Select(r => r.GetProperty("value").GetRawText()));
    }

    [Fact]
    public async Task A_consumer_delivers_them()
    {
        using var workspace = await FilledAsync();

        await ExpectAsync(workspace, "consume");

        var file = Assert.Single(Directory.GetFiles(workspace["data", "outbox", "readings"], "*.csv"));
        Assert.Equal(
            ["1,a,nan", "2,b,inf", "3,c,-inf", "4,d,1.5", "5,e,"],
            File.ReadLines(file).Skip(1).Select(l => string.Join(',', l.Split(',').Take(3))).Order(StringComparer.Ordinal));
    }

    /// <summary>A workspace whose column accepts them.</summary>
    private static async Task<ReadingsWorkspace> FilledAsync()
    {
        var workspace = new ReadingsWorkspace();
        workspace.Write("contracts/readings/1.0.0.odcs.yaml", ReadingsWorkspace.Contract.Replace(
            "logicalType: number, physicalType: \"decimal(18,2)\", logicalTypeOptions: {minimum: 0}",
            "logicalType: number, customProperties: [{property: nonFinite, value: accept}]",
            StringComparison.Ordinal).Replace("    format: csv\n", "", StringComparison.Ordinal));
        workspace.Drop("values.csv", "id,place,value\n" + Values);
        await ExpectAsync(workspace, "ingest");
        return workspace;
    }

    private static async Task<ProgramResult> ExpectAsync(ReadingsWorkspace workspace, params string[] arguments)
    {
        var result = await workspace.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"datashare {string.Join(' ', arguments)}: {result}");
        return result;
    }
}

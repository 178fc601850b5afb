using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class QueryTests
{
    [Fact]
    public async Task A_table_fits_80_columns_and_shows_nulls()
    {
        using var workspace = await FilledAsync("1,a place with a very long name that takes more than a terminal's line has room for,1.50\n2,b,\n");

        var result = await workspace.RunInTerminalAsync("query", "select id, place, place as place2, value from readings order by id");

        Assert.True(result.ExitCode == 0, result.ToString());
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
        Assert.Contains("null", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_table_ends_at_1000_rows_and_says_so()
    {
        using var workspace = await FilledAsync(string.Concat(Enumerable.Range(1, 1200).Select(i => $"{i},x,1\n")));

        var result = await workspace.RunAsync("query", "select id from readings");

        Assert.Contains("1,000 rows shown", result.Error, StringComparison.Ordinal);
        Assert.Equal(1002, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Csv_distinguishes_null_from_empty_and_quotes_only_if_necessary()
    {
        using var workspace = await FilledAsync("1,\"a \"\"b\"\", c\",\n");

        var result = await workspace.RunAsync("query", "select id, place, value, '' as nothing from readings", "--format", "csv");

        Assert.Equal("id,place,value,nothing\n1,\"a \"\"b\"\", c\",,\"\"\n", result.Output);
    }

    [Fact]
    public async Task Json_keeps_types_and_times_are_ISO()
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        var result = await workspace.RunAsync(
            "query",
            "select id, value, null as none, sum(id) over () as total, timestamptz '2026-01-31 10:00:00+01' as moment, date '2026-01-31' as day, [1, 2] as list from readings",
            "--json");

        using var json = JsonDocument.Parse(result.Output);
        var row = json.RootElement[0];
        Assert.Equal(1, row.GetProperty("id").GetInt32());
        Assert.Equal(2.50m, row.GetProperty("value").GetDecimal());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("none").ValueKind);
        Assert.Equal(1, row.GetProperty("total").GetInt32());
        Assert.Equal("2026-01-31T09:00:00Z", row.GetProperty("moment").GetString());
        Assert.Equal("2026-01-31", row.GetProperty("day").GetString());
        Assert.Equal(2, row.GetProperty("list").GetArrayLength());
    }

    [Fact]
    public async Task Decimals_keep_their_scale_and_all_their_digits()
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        var result = await workspace.RunAsync(
            "query",
            "select value, sum(value) as total, '12345678901234567890123456789012345678'::decimal(38,0) as big, '-123456789012345678901234567890123456.78'::decimal(38,2) as wide from readings group by all",
            "--format",
            "csv");

        Assert.Equal(
            "value,total,big,wide\n2.50,2.50,12345678901234567890123456789012345678,-123456789012345678901234567890123456.78\n", result.Output);
    }

    [Fact]
    public async Task Columns_with_the_same_name_are_distinguished()
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        var result = await workspace.RunAsync("query", "select id, value as id, place as ID from readings", "--json");

        Assert.Equal("[\n{\"id\":1,\"id_1\":2.50,\"ID_2\":\"x\"}\n]\n", result.Output);
    }

    [Fact]
    public async Task Parquet_goes_to_a_file_that_the_warehouse_can_read_back()
    {
        using var workspace = await FilledAsync("1,x,2.50\n2,y,3.50\n");

        var result = await workspace.RunAsync("query", "select id, value from readings", "--out", "copy.parquet");

        Assert.True(result.ExitCode == 0, result.ToString());
        var bytes = File.ReadAllBytes(workspace["copy.parquet"]);
        Assert.Equal("PAR1"u8.ToArray(), bytes[..4]);
        Assert.Equal("PAR1"u8.ToArray(), bytes[^4..]);
        Assert.False(File.Exists(workspace["copy.parquet.part"]));
    }

    [Fact]
    public async Task A_query_cannot_change_the_warehouse()
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        var result = await workspace.RunAsync("query", "delete from readings_v1_data");

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Equal("1", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task A_query_can_access_only_the_warehouse()
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        foreach (var sql in new[] { "copy (select 1) to 'contracts/x.csv'", "attach 'x.duckdb'", "set threads = 1", "from read_csv('/etc/passwd')", "from 'appsettings.json'" })
        {
            var result = await workspace.RunAsync("query", sql);
            Assert.True(result.ExitCode == 1, result.ToString());
            Assert.Empty(result.Output);
        }

        Assert.False(File.Exists(workspace["contracts/x.csv"]) || File.Exists(workspace["x.duckdb"]));
    }

    [Theory]
    [InlineData("table", "n                              text\n-----------------------------  -----------\n{\"a\":[1.0,null,Infinity,NaN]}  \\x1B[31mred\n")]
    [InlineData("json", "[\n{\"n\":{\"a\":[1.0,null,\"Infinity\",\"NaN\"]},\"text\":\"\\u001B[31mred\"}\n]\n")]
    public async Task Structures_and_escape_codes_are_shown(string format, string output)
    {
        using var workspace = await FilledAsync("1,x,2.50\n");

        var result = await workspace.RunAsync(
            "query", "select {'a': [1::double, null, 'inf', 'nan']} as n, chr(27) || '[31mred' as text", "--format", format);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(output, result.Output);
    }

    private static async Task<ReadingsWorkspace> FilledAsync(string rows)
    {
        var workspace = new ReadingsWorkspace();
        workspace.Drop("rows.csv", "id,place,value\n" + rows);
        var ingest = await workspace.RunAsync("ingest");
        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        return workspace;
    }
}

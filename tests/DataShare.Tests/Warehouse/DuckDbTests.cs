using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class DuckDbLoadTests() : LoadTests(new DuckDbEngine());

public sealed class DuckDbVerifyLoadsTests() : VerifyLoadsTests(new DuckDbEngine());

public sealed class DuckDbMigrationTests() : MigrationTests(new DuckDbEngine(), "duckdb", new DuckDbLedgerSql());

public sealed class DuckDbShapeTests() : ShapeTests(new DuckDbEngine());

public sealed class DuckDbMajorTests() : MajorTests(new DuckDbEngine());

public sealed class DuckDbMappingTests() : MappingTests(new DuckDbEngine());

public sealed class DuckDbMappingLimitTests() : MappingLimitTests(new DuckDbEngine());

public sealed class DuckDbConsumerTests() : ConsumerTests(new DuckDbEngine());

public sealed class DuckDbFaultTests() : FaultTests(new DuckDbEngine());

public sealed class DuckDbQueryTests() : QueryTests(new DuckDbEngine())
{
    [Theory]
    [InlineData("timestamptz '2026-06-01 09:30:00+00'", "2026-06-01T09:30:00.000000Z")]
    [InlineData("timestamp '1960-06-01 09:30:00.000001'", "1960-06-01T09:30:00.000001")]
    [InlineData("timestamp_s '2026-06-01 09:30:00'", "2026-06-01T09:30:00.000000")]
    [InlineData("timestamp_ms '1960-06-01 09:30:00.123'", "1960-06-01T09:30:00.123000")]
    [InlineData("timestamp_ns '1960-06-01 09:30:00.123456789'", "1960-06-01T09:30:00.123456")]
    [InlineData("date '0001-01-01'", "0001-01-01")]
    [InlineData("time '10:30:00.250'", "10:30:00.25")]
    [InlineData("time '10:30:00'", "10:30:00")]
    [InlineData("'\\x00\\xFF'::blob", "AP8=")]
    [InlineData("''::blob", "\"\"")]
    [InlineData("uuid 'AABBCCDD-0011-2233-4455-66778899AABB'", "aabbccdd-0011-2233-4455-66778899aabb")]
    [InlineData("true", "true")]
    [InlineData("1e9::float", "1000000000.0")]
    [InlineData("'-0'::double", "-0.0")]
    [InlineData("'nan'::double", "nan")]
    [InlineData("12.50::decimal(38,2)", "12.50")]
    [InlineData("123456789012345678901234567890::hugeint", "123456789012345678901234567890")]
    [InlineData("'a'::enum('a', 'b')", "a")]
    [InlineData("null", "")]
    [InlineData("interval '1 month 2 days'", "1 month 2 days")]
    [InlineData("[1.5, null]::float[]", "\"[1.5, NULL]\"")]
    [InlineData("[1.5, 2]::float[2]", "\"[1.5, 2.0]\"")]
    [InlineData("{'a': 1, 'b': 'x'}", "\"{'a': 1, 'b': x}\"")]
    [InlineData("map {'k': 1}", "{k=1}")]
    [InlineData("timetz '10:30:00+02'", "10:30:00+02")]
    [InlineData("date 'infinity'", "infinity")]
    public async Task Writes_one_text_of_a_value_into_a_file_and_to_a_stream(string value, string text) =>
        Assert.Equal($"id,x\n1,{text}\n", await CsvAsync($"select 1 as id, {value} as x"));

    [Fact]
    public async Task Keeps_the_order_of_the_query_and_columns_of_one_name()
    {
        var csv = await CsvAsync("select i, timestamptz '2026-01-01' + to_microseconds(i) as i, i as \"I\" from range(300000) numbers(i) order by hash(i)");

        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("i,i_1,I_2", lines[0]);
        Assert.Equal(await RowsAsync("select i from range(300000) numbers(i) order by hash(i)"), lines.Skip(1).Select(l => l.Split(',')[0]));
    }

    [Theory]
    [InlineData("from (values (timestamp '2026-01-01')) v(x)", "x\n2026-01-01T00:00:00.000000\n")]
    [InlineData("with t as (select 1 as x) from t", "x\n1\n")]
    [InlineData("select 'a;b' as x; -- and no more;", "x\na;b\n")]
    [InlineData("pivot (values ('a', 1), ('b', 2)) v(k, n) on k in ('a', 'b') using sum(n)", "a,b\n1,2\n")]
    [InlineData("show tables", "name\n")]
    public async Task Takes_whatever_reads(string sql, string csv) => Assert.Equal(csv, await CsvAsync(sql));

    [Fact]
    public async Task Says_that_a_value_is_wrong_while_rows_are_read()
    {
        using var text = new StringWriter();

        var wrong = await Assert.ThrowsAsync<WarehouseException>(async () => await Warehouse.WriteCsvAsync(
            "select cast(case when i = 200000 then 'x' else '1' end as int) from range(300000) numbers(i)", text, Stop));

        Assert.StartsWith("Could not answer the query: ", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>What a file has and what a stream has, which are the same.</summary>
    private async Task<string> CsvAsync(string sql)
    {
        using var text = new StringWriter();
        var rows = await Warehouse.WriteCsvAsync(sql, text, Stop);

        Assert.Equal(rows, await Warehouse.ExportAsync(sql, Lake.Folder["out.csv"], FileFormat.Csv, Stop));
        Assert.Equal(text.ToString(), await File.ReadAllTextAsync(Lake.Folder["out.csv"], Stop));
        return text.ToString();
    }
}

public sealed class DuckDbTypeTests() : TypeTests(new DuckDbEngine())
{
    private static readonly DuckDbDialect Dialect = new();

    [Fact]
    public async Task Takes_decimals_of_38_digits_once_more_for_no_change() => await AssertNoChangeAsync(Generate(300, 42));

    /// <summary>As text of the engine's making: no type of .NET's holds all that it has.</summary>
    protected override async Task<IReadOnlyList<string>> StoredAsync(string column, ColumnType type) =>
        await RowsAsync($"select {TextOf(column)} from all_types order by id");

    /// <summary>What the engine makes of the values where they never were in a table.</summary>
    protected override async Task<IReadOnlyList<string>> ExpectedAsync(ColumnType type, IEnumerable<string?> values)
    {
        var list = string.Join(", ", values.Select((v, i) => $"({i}, {Literal(v)})"));
        return await RowsAsync($"select {TextOf($"cast(v as {Dialect.TypeOf(type)})")} from (values {list}) t(i, v) order by i");
    }

    private static string TextOf(string expression) => $"coalesce('<' || cast({expression} as varchar) || '>', 'null')";
}

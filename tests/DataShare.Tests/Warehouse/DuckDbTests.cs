using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class DuckDbLoadTests() : LoadTests(new DuckDbEngine());

public sealed class DuckDbPartProofTests() : PartProofTests(new DuckDbEngine());

public sealed class DuckDbVerifyLoadsTests() : VerifyLoadsTests(new DuckDbEngine());

public sealed class DuckDbStaleRowTests() : StaleRowTests(new DuckDbEngine());

public sealed class DuckDbMigrationTests() : MigrationTests(new DuckDbEngine(), "duckdb", new DuckDbLedgerSql());

public sealed class DuckDbWaitingDatasetTests() : WaitingDatasetTests(new DuckDbEngine());

public sealed class DuckDbShapeTests() : ShapeTests(new DuckDbEngine());

public sealed class DuckDbMajorTests() : MajorTests(new DuckDbEngine());

public sealed class DuckDbMappingTests() : MappingTests(new DuckDbEngine());

public sealed class DuckDbMappingLimitTests() : MappingLimitTests(new DuckDbEngine());

public sealed class DuckDbConsumerTests() : ConsumerTests(new DuckDbEngine());

public sealed class DuckDbWideRowTests() : WideRowTests(new DuckDbEngine());

public sealed class DuckDbMoveTests() : MoveTests(new DuckDbEngine());

public sealed class DuckDbFaultTests() : FaultTests(new DuckDbEngine());

public sealed class DuckDbQueryTests() : QueryTests(new DuckDbEngine())
{
    [Theory]
    [InlineData("timestamptz '2026-06-01 09:30:00+00'", "2026-06-01T09:30:00.000000Z")]
    [InlineData("timestamp '1960-06-01 09:30:00.000001'", "1960-06-01T09:30:00.000001")]
    [InlineData("timestamp_s '2026-06-01 09:30:00'", "2026-06-01T09:30:00.000000")]
    [InlineData("timestamp_ms '1960-06-01 09:30:00.123'", "1960-06-01T09:30:00.123000")]
    [InlineData("timestamp_ns '1960-06-01 09:30:00.123456789'", "1960-06-01T09:30:00.123456789")]
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
    public async Task Writes_the_same_text_into_a_file_and_to_a_stream(string value, string text) =>
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
    public async Task Runs_every_statement_that_reads(string sql, string csv) => Assert.Equal(csv, await CsvAsync(sql));

    [Fact]
    public async Task Reports_a_wrong_value_while_rows_are_read()
    {
        using var text = new StringWriter();

        var wrong = await Assert.ThrowsAsync<WarehouseException>(async () => await Warehouse.WriteCsvAsync(
            "select cast(case when i = 200000 then 'x' else '1' end as int) from range(300000) numbers(i)", text, Stop));

        Assert.StartsWith("Could not answer the query: ", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("copy (select 1) to 'x.csv'")]
    [InlineData("attach 'x.duckdb'")]
    [InlineData("set threads = 1")]
    [InlineData("set variable x = 1")]
    [InlineData("install spatial")]
    [InlineData("load spatial")]
    [InlineData("pragma threads = 1")]
    [InlineData("call force_checkpoint()")]
    [InlineData("export database 'x'")]
    [InlineData("use memory")]
    [InlineData("checkpoint")]
    [InlineData("prepare p as select 1")]
    [InlineData("create temp table t as select 1")]
    [InlineData("/* select */ vacuum")]
    [InlineData("explain insert into datashare.\"load\" select * from datashare.\"load\"")]
    [InlineData("explain analyze copy (select 1) to 'x.csv'")]
    public async Task Refuses_every_statement_but_a_select(string sql)
    {
        using var text = new StringWriter();
        var refused = await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync(sql));

        Assert.Contains("A query only reads: expected a select", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<WarehouseException>(async () => await Warehouse.WriteCsvAsync(sql, text, Stop));
        await Assert.ThrowsAsync<WarehouseException>(async () => await Warehouse.ExportAsync(sql, Lake.Folder["out.csv"], FileFormat.Csv, Stop));
        Assert.Empty(text.ToString());
        Assert.False(File.Exists(Lake.Folder["out.csv"]));
    }

    [Theory]
    [InlineData("explain select 1")]
    [InlineData("explain (format json) select 1")]
    [InlineData("-- how\nexplain analyze from range(3)")]
    [InlineData("(select 1)")]
    [InlineData("from range(2) select range limit 1;")]
    [InlineData("summarize select 1")]
    [InlineData("describe select 1")]
    [InlineData("table datashare.\"load\"")]
    public async Task Runs_every_form_of_a_select(string sql) => await RowsAsync(sql);

    [Fact]
    public async Task Says_how_to_pivot_without_a_type()
    {
        var refused = await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync("pivot (values ('a', 1)) v(k, n) on k using sum(n)"));

        Assert.Contains("Name the values: pivot … on column in ('a', 'b').", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The warehouse is opened as for a query.</summary>
    [Fact]
    public async Task Accesses_only_the_given_files()
    {
        var (given, other) = (Lake.Folder["it's [1].csv"], Lake.Folder["other.csv"]);
        await File.WriteAllTextAsync(other, "secret\n1\n", Stop);
        using var closed = new DuckDbWarehouse(
            Options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance, new FileReach([], [given]) { IsLocked = true });

        foreach (var sql in new[] { $"from read_csv('{other}')", $"from '{other}'", $"from read_text('{other}')", "from glob('/*')", "from sniff_csv('/etc/passwd')" })
        {
            var refused = await Assert.ThrowsAsync<WarehouseException>(async () => await closed.QueryAsync(sql, Stop));
            Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, await closed.ExportAsync("from range(2)", given, FileFormat.Csv, Stop));
        await using (var query = await closed.QueryAsync(
            "select current_setting('enable_external_access'), current_setting('lock_configuration'), current_setting('TimeZone')", Stop))
        {
            await query.Reader.ReadAsync(Stop);
            Assert.Equal([false, true, "UTC"], query.Columns.Select(c => c.Read()));
        }
    }

    /// <summary>The provider cannot return some types, and some values of other types.</summary>
    [Theory]
    [InlineData("{'a': 1, 'b': [null, 'x']}", """{"a":1,"b":[null,"x"]}""")]
    [InlineData("map {'a': 1}", """{"a":1}""")]
    [InlineData("[[1], [], null]", "[[1],[],null]")]
    [InlineData("array_value(1, 2)", "[1,2]")]
    [InlineData("union_value(a := 1)", """{"a":1}""")]
    [InlineData("'x'::variant", "\"x\"")]
    [InlineData("interval '1 month 2 days'", "1 month 2 days")]
    [InlineData("timetz '10:00:00.5+02'", "10:00:00.5+02")]
    [InlineData("time '24:00:00'", "24:00:00")]
    [InlineData("timestamp_ns '2026-01-01 00:00:00.123456789'", "2026-01-01T00:00:00.123456789")]
    [InlineData("timestamp_ms '2026-01-01 00:00:00.123'", "2026-01-01T00:00:00.123")]
    [InlineData("'infinity'::timestamptz", "infinity")]
    [InlineData("'-infinity'::date", "-infinity")]
    [InlineData("'290000-01-01 01:02:03'::timestamp", "290000-01-01T01:02:03")]
    [InlineData("'0044-03-15 (BC) 10:00:00.5'::timestamptz", "0044-03-15T10:00:00.5Z (BC)")]
    [InlineData("'5000-01-01 (BC)'::date", "5000-01-01 (BC)")]
    [InlineData("170141183460469231731687303715884105727::hugeint", "170141183460469231731687303715884105727")]
    [InlineData("340282366920938463463374607431768211455::uhugeint", "340282366920938463463374607431768211455")]
    [InlineData("'12345678901234567890123456789012345678901234567890'::bignum", "12345678901234567890123456789012345678901234567890")]
    [InlineData("'x'::enum ('x', 'y')", "x")]
    [InlineData("'101'::bit", "101")]
    [InlineData("'\\x00\\xFF'::blob", "AP8=")]
    public async Task Shows_a_value_of_every_type(string value, string shown)
    {
        await using var query = await Warehouse.QueryAsync($"select {value} as a, null::varchar as b, {value} as a", Stop);
        await query.Reader.ReadAsync(Stop);

        Assert.Equal(["a", "b", "a_1"], query.Columns.Select(c => c.Name));
        Assert.Equal([shown, null, shown], query.Columns.Select(c => c.Read() is { } read ? ValueText.Of(read) : null));
    }

    /// <summary>The CSV of a query; file and stream must have the same content.</summary>
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
    public async Task Repeated_decimals_of_38_digits_are_no_change() => await AssertNoChangeAsync(Generate(300, 42));

    /// <summary>Through the same writer of files as for an engine without a hash, because this warehouse can write no file itself.</summary>
    [Fact]
    public async Task The_hash_of_exported_rows_is_the_hash_of_the_stored_ones()
    {
        var contract = await LoadEveryTypeAsync();
        using var warehouse = new DuckDbWarehouse(Options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance, new FileReach([], []));
        var (table, stored) = (await warehouse.CountAsync(Lake.Catalog.Majors(contract.Dataset), Stop)).Tables.Single();

        var exported = await new ExportedContent(warehouse, Dialect, new DuckDbMemory(Options, NullLogger.Instance)).OfAsync(table, contract, Stop);

        Assert.Equal(2, stored.Count);
        Assert.Equal(stored.ToDictionary(r => r.Place, r => r.Content), exported);
    }

    /// <summary>As text that the engine makes: no .NET type holds all of its values.</summary>
    protected override async Task<IReadOnlyList<string>> StoredAsync(string column, ColumnType type) =>
        await RowsAsync($"select {TextOf(column)} from all_types order by id");

    /// <summary>The engine's texts for the values without a table.</summary>
    protected override async Task<IReadOnlyList<string>> ExpectedAsync(ColumnType type, IEnumerable<string?> values)
    {
        var list = string.Join(", ", values.Select((v, i) => $"({i}, {Literal(v)})"));
        return await RowsAsync($"select {TextOf($"cast(v as {Dialect.TypeOf(type)})")} from (values {list}) t(i, v) order by i");
    }

    private static string TextOf(string expression) => $"coalesce('<' || cast({expression} as varchar) || '>', 'null')";
}

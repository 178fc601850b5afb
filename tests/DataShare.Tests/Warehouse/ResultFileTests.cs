using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using CsCheck;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using DuckDB.NET.Data;
using Microsoft.Data.SqlTypes;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>Files of rows from either engine's provider.</summary>
public sealed class ResultFileTests : IDisposable
{
    private const string Digits38 = "12345678901234567890123456789012345678";

    /// <summary>A type of the server, a value, its text in CSV, and the value that DuckDB reads in the Parquet file.</summary>
    public static TheoryData<string, object, string, string> Values => new()
    {
        { "nvarchar", "it's 🌍", "it's 🌍", "VARCHAR|it's 🌍" },
        { "xml", "<a />", "<a />", "VARCHAR|<a />" },
        { "tinyint", (byte)255, "255", "SMALLINT|255" },
        { "smallint", short.MinValue, "-32768", "SMALLINT|-32768" },
        { "int", int.MinValue, "-2147483648", "INTEGER|-2147483648" },
        { "bigint", long.MinValue, "-9223372036854775808", "BIGINT|-9223372036854775808" },
        { "decimal(4,1)", new SqlDecimal(2.5m), "2.5", "DECIMAL(4,1)|2.5" },
        { "decimal(18,2)", SqlDecimal.Parse("-0.50"), "-0.50", "DECIMAL(18,2)|-0.50" },
        { "decimal(28,0)", SqlDecimal.Parse(Digits38[..28]), Digits38[..28], $"DECIMAL(28,0)|{Digits38[..28]}" },
        { "decimal(38,2)", SqlDecimal.Parse("12.50"), "12.50", "DECIMAL(38,2)|12.50" },
        { "decimal(38,0)", SqlDecimal.Parse("-" + Digits38), "-" + Digits38, $"DECIMAL(38,0)|-{Digits38}" },
        { "decimal(38,38)", SqlDecimal.Parse("-0." + Digits38), "-0." + Digits38, $"DECIMAL(38,38)|-.{Digits38}" },
        { "money", 922337203685477.5807m, "922337203685477.5807", "DECIMAL(19,4)|922337203685477.5807" },
        { "smallmoney", 1.5000m, "1.5000", "DECIMAL(10,4)|1.5000" },
        { "float", 0.1, "0.1", "DOUBLE|0.1" },
        { "float", 5d, "5.0", "DOUBLE|5.0" },
        { "real", 1.5f, "1.5", "DOUBLE|1.5" },
        { "bit", true, "true", "BOOLEAN|true" },
        { "date", new DateTime(1, 1, 1), "0001-01-01", "DATE|0001-01-01" },
        { "datetimeoffset", new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.FromHours(2)), "2026-01-31T10:00:00.000000Z", "TIMESTAMP WITH TIME ZONE|2026-01-31 10:00:00+00" },
        { "datetime2", new DateTime(2026, 1, 31, 12, 0, 0, 500), "2026-01-31T12:00:00.500000", "TIMESTAMP|2026-01-31 12:00:00.5" },
        { "datetime2", new DateTime(1960, 1, 1).AddTicks(9), "1960-01-01T00:00:00.000000", "TIMESTAMP|1960-01-01 00:00:00" },
        { "datetime2", DateTime.MaxValue, "9999-12-31T23:59:59.999999", "TIMESTAMP|9999-12-31 23:59:59.999999" },
        { "datetime", new DateTime(2026, 1, 31), "2026-01-31T00:00:00.000000", "TIMESTAMP|2026-01-31 00:00:00" },
        { "time", new TimeSpan(0, 10, 30, 0, 250), "10:30:00.25", "VARCHAR|10:30:00.25" },
        { "uniqueidentifier", Guid.Parse("AABBCCDD-0011-2233-4455-66778899AABB"), "aabbccdd-0011-2233-4455-66778899aabb", "VARCHAR|aabbccdd-0011-2233-4455-66778899aabb" },
        { "varbinary", new byte[] { 0, 255 }, "AP8=", @"BLOB|\x00\xFF" },
        { "timestamp", new byte[] { 7 }, "Bw==", @"BLOB|\x07" },
        { "sql_variant", 7, "7", "VARCHAR|7" },
        { "vector", new SqlVector<float>(new float[] { 1, 2.5f }), "\"[1.0, 2.5]\"", "VARCHAR|[1, 2.5]" },
    };

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => folder["out.file"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Writes_every_type_of_the_server_as_csv(string type, object value, string text, string _)
    {
        Assert.Equal($"id,x\n1,{text}\n2,\n", await CsvAsync(new ServerRows([("id", "int"), ("x", type)], [1, value], [2, null])));
    }

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task Writes_every_type_of_the_server_as_parquet(string type, object value, string _, string read)
    {
        var count = await ResultFile.WriteAsync(new ServerRows([("x", type)], [value], [null]), null, File, FileFormat.Parquet, Stop);

        Assert.Equal(2, count);
        Assert.Equal(
            [read, read.Split('|')[0] + "|"],
            FileQuery.Rows($"select typeof(x), cast(x as varchar) from read_parquet('{File}', file_row_number = true) order by file_row_number"));
    }

    [Theory]
    [InlineData(ColumnKind.Int8, "TINYINT|7")]
    [InlineData(ColumnKind.Int16, "SMALLINT|7")]
    [InlineData(ColumnKind.Double, "DOUBLE|7.0")]
    public async Task Takes_the_type_from_the_contract_if_there_is_one(ColumnKind kind, string read)
    {
        await ResultFile.WriteAsync(
            new ServerRows([("x", "smallint")], [(short)7]), [("Seven", new ColumnType(kind))], File, FileFormat.Parquet, Stop);

        Assert.Equal([read], FileQuery.Rows($"select typeof(\"Seven\"), cast(\"Seven\" as varchar) from read_parquet('{File}')"));
    }

    [Theory]
    [InlineData(FileFormat.Csv)]
    [InlineData(FileFormat.Parquet)]
    public async Task Writes_the_columns_even_if_there_are_no_rows(FileFormat format)
    {
        Assert.Equal(0, await ResultFile.WriteAsync(new ServerRows([("a", "int"), ("b", "nvarchar")]), null, File, format, Stop));

        var reader = format is FileFormat.Csv ? "read_csv" : "read_parquet";
        Assert.Equal(["a", "b"], FileQuery.Rows($"select column_name from (describe from {reader}('{File}'))"));
    }

    [Theory]
    [InlineData(FileFormat.Csv)]
    [InlineData(FileFormat.Parquet)]
    public async Task Each_column_has_a_unique_name(FileFormat format)
    {
        var rows = new ServerRows([("", "int"), ("a", "int"), ("A", "int"), ("a_1", "int"), ("", "int"), ("column1", "int")], [1, 2, 3, 4, 5, 6]);

        await ResultFile.WriteAsync(rows, null, File, format, Stop);

        var reader = format is FileFormat.Csv ? "read_csv" : "read_parquet";
        Assert.Equal(
            ["column1", "a", "A_1", "a_1_1", "column5", "column1_1"],
            FileQuery.Rows($"select column_name from (describe from {reader}('{File}'))"));
    }

    [Fact]
    public async Task Quotes_text_and_names_as_DuckDB_does()
    {
        const string Select =
            """
            select * from (
                select chr(i::int) || 'x' as "begins", 'x' || chr(i::int) as "e,nds", ' ' as "bl""ank", '' as empty, null as nothing
                from range(1, 300) characters(i))
            """;

        await AssertAsDuckDbAsync(Select, Select);
    }

    [Fact]
    public async Task Writes_numbers_as_DuckDB_does()
    {
        var random = new PCG(1, 42);
        var numbers = string.Join(", ", new[] { 0, -0.0, 1, 1e14, 1e15, 1234567890123456.8, 9.999999999999998e15, 1e16, -1e16, 12345678901234568, 1e17, 1e-4, 1e-5, double.Epsilon, double.MaxValue }
            .Concat(Gen.Double.Where(double.IsFinite).Array[500].Generate(random, null, out _))
            .Concat(Gen.Int.Select(i => i / 128.0).Array[500].Generate(random, null, out _))
            .Select(n => $"'{n.ToString("R", CultureInfo.InvariantCulture)}'"));
        var select = $"select unnest([{numbers}, 'nan', 'inf', '-inf'])::double as x, 12.50::decimal(18,2) as d, 12.50::decimal(38,2) as w";

        await AssertAsDuckDbAsync(select, select);
    }

    /// <summary>DuckDB writes one digit more than necessary for some singles; contracts do not have singles.</summary>
    [Fact]
    public async Task Writes_singles_as_DuckDB_does()
    {
        var numbers = string.Join(", ", new[] { 0, -0f, 1, 16777216, 123456789, 1e9f, -1.5e9f, 1e15f, 1e16f, 1e-4f, 1e-5f, float.Epsilon, float.MaxValue }
            .Concat(Enumerable.Range(-15, 31).Select(e => (float)(1234 * Math.Pow(10, e))))
            .Select(n => $"'{n.ToString("R", CultureInfo.InvariantCulture)}'"));
        var select = $"select unnest([{numbers}, 'nan', 'inf', '-inf'])::float as x";

        await AssertAsDuckDbAsync(select, select);
    }

    [Fact]
    public async Task Both_engines_write_the_same_file_for_a_batch()
    {
        const string Rows =
            """
            from (select
                    timestamptz '2026-01-31 12:00:00.000001+02' as moment, timestamp '1960-01-31 12:00:00.5' as wall,
                    date '2026-01-31' as day, true as flag, 7::tinyint as small, 'a,b' as text,
                    'AABBCCDD-0011-2233-4455-66778899AABB'::uuid as id, '\x00\xFF'::blob as bytes
                union all select null, null, null, null, null, null, null, null)
            order by moment
            """;

        await AssertAsDuckDbAsync(
            $"""
            select strftime(moment, '%Y-%m-%dT%H:%M:%S.%fZ') as moment, strftime(wall, '%Y-%m-%dT%H:%M:%S.%f') as wall,
                day, flag, small, text, id, to_base64(bytes) as bytes
            {Rows}
            """,
            $"select * {Rows}");
    }

    [Fact]
    public async Task Reads_decimals_of_DuckDB_with_all_their_digits()
    {
        await using var rows = new DuckDbRows($"select '{Digits38[..37]}.8'::decimal(38,1) as x, '1.5'::decimal(38,35) as y");

        Assert.StartsWith($"x,y\n{Digits38[..37]}.8,1.5000", await CsvAsync(rows.Reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_rows_of_a_provider_with_little_type_information()
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        table.Columns.Add("amount", typeof(decimal));
        table.Columns.Add("day", typeof(DateTime));
        table.Rows.Add(1.50m, new DateTime(2026, 1, 31));
        table.Rows.Add(DBNull.Value, DBNull.Value);
        (string, ColumnType)[] types = [("amount", ColumnType.Decimal(38, 4)), ("day", new(ColumnKind.Date))];

        await ResultFile.WriteAsync(table.CreateDataReader(), types, File, FileFormat.Parquet, Stop);

        Assert.Equal("amount,day\n1.50,2026-01-31T00:00:00.000000\n,\n", await CsvAsync(table.CreateDataReader(), "plain.csv"));
        Assert.Equal(["1.5000|2026-01-31", "|"], FileQuery.Rows($"select cast(amount as varchar), cast(day as varchar) from read_parquet('{File}') order by 1"));
    }

    [Fact]
    public async Task A_number_that_cannot_be_read_is_refused_with_a_solution()
    {
        var rows = new ServerRows([("big", "sql_variant")], [SqlDecimal.Parse(Digits38)]);

        var refused = await Assert.ThrowsAsync<WarehouseException>(() => CsvAsync(rows));

        Assert.Contains("cast(\"big\" as varchar(50))", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FileFormat.Csv, "read_csv")]
    [InlineData(FileFormat.Parquet, "read_parquet")]
    public async Task Writes_many_rows_and_wide_ones(FileFormat format, string reader)
    {
        await using var rows = new DuckDbRows(
            "select i, case when i % 2500 = 0 then repeat('x', 1000000) else 'row ' || i end as t from range(250000) numbers(i)");

        Assert.Equal(250_000, await ResultFile.WriteAsync(rows.Reader, null, File, format, Stop));

        Assert.Equal(
            ["250000|31249875000|100000000"],
            FileQuery.Rows($"select count(*), sum(i), sum(length(t)) filter (length(t) > 20) from {reader}('{File}'{(format is FileFormat.Csv ? ", max_line_size = 2000000" : "")})"));
    }

    [Theory]
    [InlineData(FileFormat.Csv)]
    [InlineData(FileFormat.Parquet)]
    public async Task Stops_when_it_is_cancelled(FileFormat format)
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ResultFile.WriteAsync(new ServerRows([("x", "int")], [1]), null, File, format, stop.Token));
    }

    private async Task<string> CsvAsync(DbDataReader rows, string name = "out.csv")
    {
        await ResultFile.WriteAsync(rows, null, folder[name], FileFormat.Csv, Stop);
        return await System.IO.File.ReadAllTextAsync(folder[name], Stop);
    }

    /// <param name="written">The query that DuckDB itself writes to a file.</param>
    /// <param name="read">The query whose rows are read from DuckDB and written here.</param>
    private async Task AssertAsDuckDbAsync(string written, string read)
    {
        await using var rows = new DuckDbRows(read);
        rows.Execute($"copy ({written}) to '{File}' (format csv, header true)");

        Assert.Equal(await System.IO.File.ReadAllTextAsync(File, Stop), await CsvAsync(rows.Reader));
    }

    /// <summary>A query's rows from DuckDB's own provider.</summary>
    private sealed class DuckDbRows : IAsyncDisposable
    {
        private readonly DuckDBConnection connection = new("Data Source=:memory:");
        private readonly string select;
        private DbDataReader? reader;

        public DuckDbRows(string select)
        {
            this.select = select;
            connection.Open();
            Execute("set TimeZone = 'UTC'");
        }

        public DbDataReader Reader
        {
            get
            {
                using var command = connection.CreateCommand();
                command.CommandText = select;
                command.UseStreamingMode = true;
                return reader ??= command.ExecuteReader();
            }
        }

        public void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        public async ValueTask DisposeAsync()
        {
            if (reader is not null)
            {
                await reader.DisposeAsync();
            }

            await connection.DisposeAsync();
        }
    }
}

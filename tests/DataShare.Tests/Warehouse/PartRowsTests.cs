using System.Data.SqlTypes;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>SqlBulkCopy receives every row of the parts, in order, each value in its type.</summary>
public sealed class PartRowsTests : IDisposable
{
    private readonly WarehouseLake lake = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A type, and both its extremes as text and as stored values.</summary>
    public static TheoryData<ColumnType, string, object, string, object> Extremes => new()
    {
        { new(ColumnKind.String), "", "", "it''s 🌍 ÿ", "it's 🌍 ÿ" },
        { new(ColumnKind.Int8), "-128", (short)-128, "127", (short)127 },
        { new(ColumnKind.Int16), "-32768", short.MinValue, "32767", short.MaxValue },
        { new(ColumnKind.Int32), "-2147483648", int.MinValue, "2147483647", int.MaxValue },
        { new(ColumnKind.Int64), "-9223372036854775808", long.MinValue, "9223372036854775807", long.MaxValue },
        { ColumnType.Decimal(4, 1), "-999.9", -999.9m, "999.9", 999.9m },
        { ColumnType.Decimal(18, 2), "-9999999999999999.99", -9999999999999999.99m, "0.01", 0.01m },
        { ColumnType.Decimal(28, 28), "-0.9999999999999999999999999999", -0.9999999999999999999999999999m, "0", 0m },
        { ColumnType.Decimal(28, 0), "-9999999999999999999999999999", -9999999999999999999999999999m, "1", 1m },
        { ColumnType.Decimal(38, 0), "-" + Digits(38), SqlDecimal.Parse("-" + Digits(38)), "0", SqlDecimal.Parse("0") },
        { ColumnType.Decimal(38, 38), "-0." + Digits(38), SqlDecimal.Parse("-0." + Digits(38)), "0." + Digits(38), SqlDecimal.Parse("0." + Digits(38)) },
        { ColumnType.Decimal(29, 3), "-0.001", SqlDecimal.Parse("-0.001"), Digits(26) + ".999", SqlDecimal.Parse(Digits(26) + ".999") },
        { new(ColumnKind.Double), "-1.7976931348623157e308", double.MinValue, "5e-324", double.Epsilon },
        { new(ColumnKind.Boolean), "false", false, "true", true },
        { new(ColumnKind.Date), "0001-01-01", DateTime.MinValue, "9999-12-31", new DateTime(9999, 12, 31) },
        { new(ColumnKind.Timestamp), "0001-01-01 00:00:00.000001+00", Moment("0001-01-01 00:00:00.000001"), "9999-12-31 23:59:59.999999+00", Moment("9999-12-31 23:59:59.999999") },
        { new(ColumnKind.Timestamp), "1969-12-31 23:59:59.999999+00", Moment("1969-12-31 23:59:59.999999"), "2026-01-31 10:00:00.123456+02", Moment("2026-01-31 08:00:00.123456") },
        { new(ColumnKind.TimestampLocal), "0001-01-01 00:00:00.000001", Moment("0001-01-01 00:00:00.000001").DateTime, "9999-12-31 23:59:59.999999", Moment("9999-12-31 23:59:59.999999").DateTime },
        { new(ColumnKind.Uuid), "00000000-0000-0000-0000-000000000000", Guid.Empty, "ffffffff-ffff-ffff-ffff-ffffffffffff", Guid.AllBitsSet },
        { new(ColumnKind.Binary), "", Array.Empty<byte>(), @"\x00\xFF", new byte[] { 0, 255 } },
    };

    [Theory]
    [MemberData(nameof(Extremes), DisableDiscoveryEnumeration = true)]
    public async Task Keeps_both_extremes_and_null(ColumnType type, string low, object lowest, string high, object highest)
    {
        var contract = Append("things", "1.0.0", Column("x") with { Type = type });
        await lake.DropAsync(contract, $"values ('{low}'), ('{high}'), (null)");

        await using var rows = await OpenAsync(contract);

        Assert.Equal(lowest.GetType(), rows.GetFieldType(0));
        Assert.Equal([lowest, highest, DBNull.Value], (await AllAsync(rows)).Select(r => r[0]));
    }

    [Fact]
    public async Task Gives_timestamps_in_utc_and_other_times_without_a_kind()
    {
        var contract = Append(
            "things", "1.0.0", Column("x", ColumnKind.Timestamp), Column("y", ColumnKind.TimestampLocal), Column("z", ColumnKind.Date));
        await lake.DropAsync(contract, "values ('2026-01-31 10:00:00+02', '2026-01-31 10:00:00', '2026-01-31')");

        await using var rows = await OpenAsync(contract);

        var row = (await AllAsync(rows)).Single();
        Assert.Equal((TimeSpan.Zero, 8), (((DateTimeOffset)row[0]).Offset, ((DateTimeOffset)row[0]).Hour));
        Assert.Equal((DateTimeKind.Unspecified, 10), (((DateTime)row[1]).Kind, ((DateTime)row[1]).Hour));
        Assert.Equal((DateTimeKind.Unspecified, 0), (((DateTime)row[2]).Kind, ((DateTime)row[2]).Hour));
    }

    [Theory]
    [InlineData(ColumnKind.Int8, ColumnKind.Int64, "127", 127L)]
    [InlineData(ColumnKind.Int16, ColumnKind.Int32, "-32768", -32768)]
    [InlineData(ColumnKind.Int32, ColumnKind.Int64, "-2147483648", -2147483648L)]
    [InlineData(ColumnKind.Int32, ColumnKind.Double, "2147483647", 2147483647d)]
    public async Task Widens_the_numbers_of_an_older_part(ColumnKind old, ColumnKind wide, string number, object stored)
    {
        await lake.DropAsync(Append("things", "1.0.0", Column("x", old)), $"values ({number})");

        await using var rows = await OpenAsync(Append("things", "1.1.0", Column("x", wide)));

        Assert.Equal(stored, (await AllAsync(rows)).Single()[0]);
    }

    [Fact]
    public async Task Widens_the_decimals_of_an_older_part()
    {
        var old = Column("x") with { Type = ColumnType.Decimal(10, 2) };
        await lake.DropAsync(Append("things", "1.0.0", old, old with { Id = "y", Name = "y" }), "values (-99999999.99, -99999999.99)");
        var contract = Append(
            "things", "1.1.0", old with { Type = ColumnType.Decimal(18, 4) }, Column("y") with { Type = ColumnType.Decimal(38, 5) });

        await using var rows = await OpenAsync(contract);

        var row = (await AllAsync(rows)).Single();
        Assert.Equal(-99999999.99m, row[0]);
        Assert.Equal("-99999999.99000", row[1].ToString());
    }

    [Fact]
    public async Task Reads_narrow_decimals_beside_wide_ones()
    {
        var contract = Append(
            "things", "1.0.0", Column("x") with { Type = ColumnType.Decimal(18, 2) }, Column("y") with { Type = ColumnType.Decimal(38, 0) });
        await lake.DropAsync(contract, "values (-9999999999999999.99, 1), (0.01, 2)");

        await using var rows = await OpenAsync(contract);

        Assert.Equal([-9999999999999999.99m, 0.01m], (await AllAsync(rows)).Select(r => r[0]));
    }

    [Fact]
    public async Task Has_null_in_a_column_that_the_part_lacks()
    {
        await lake.DropAsync(Append("things", "1.0.0", Column("x")), "values ('a')");

        await using var rows = await OpenAsync(Append("things", "1.1.0", Column("new", ColumnKind.Int64), Column("x")));

        Assert.Equal([DBNull.Value, "a"], (await AllAsync(rows)).Single()[..2]);
    }

    [Fact]
    public async Task Finds_columns_by_name_wherever_the_part_has_them()
    {
        await lake.DropAsync(Append("things", "1.0.0", Column("x"), Column("y")), "values ('a', 'b')");

        await using var rows = await OpenAsync(Append("things", "1.1.0", Column("y"), Column("x")));

        Assert.Equal(["b", "a"], (await AllAsync(rows)).Single()[..2]);
    }

    [Fact]
    public async Task Gives_each_row_its_drop_and_its_commit()
    {
        var (first, second) = (Append("things", "1.0.0", Column("x")), Append("things", "1.1.0", Column("x"), Column("y")));
        var drops = await lake.DropAsync((first, "values ('a'), ('b')"), (second, "values ('c', 'd')"));
        var last = await lake.DropAsync(second, "values ('e', 'f')");

        await using var rows = await OpenAsync(second);

        Assert.Equal(
            ["x", "y", "_load_id", "_source_row", "_lake_version", "_contract_version", "_datashare_order"],
            Enumerable.Range(0, rows.FieldCount).Select(rows.GetName));
        Assert.Equal(
            [
                ["a", DBNull.Value, drops[0].Value, 1L, 0L, "1.0.0", 100000000001L],
                ["b", DBNull.Value, drops[0].Value, 2L, 0L, "1.0.0", 100000000001L],
                ["c", "d", drops[1].Value, 1L, 0L, "1.1.0", 100000000001L],
                ["e", "f", last.Value, 1L, 1L, "1.1.0", 110000000001L],
            ],
            await AllAsync(rows));
        Assert.Equal(4, rows.RowsRead);
    }

    [Fact]
    public async Task Reads_many_row_groups_in_order()
    {
        var contract = Append("things", "1.0.0", Column("x", ColumnKind.Int64), Column("y"));
        await lake.DropAsync(contract, "select i, repeat('x', (i % 50)::int) || i from range(300000) t(i)");
        await lake.DropAsync(contract, "select i, null from range(300000, 400000) t(i)");

        await using var rows = await OpenAsync(contract);

        for (var i = 0L; i < 400_000; i++)
        {
            Assert.True(await rows.ReadAsync(Stop));
            Assert.True(i == rows.GetInt64(0));
            Assert.True(i < 300_000 ? rows.GetString(1) == new string('x', (int)(i % 50)) + i : rows.IsDBNull(1));
        }

        Assert.False(await rows.ReadAsync(Stop));
        Assert.False(await rows.ReadAsync(Stop));
    }

    [Fact]
    public async Task Keeps_texts_and_bytes_longer_than_any_buffer()
    {
        var contract = Append("things", "1.0.0", Column("x"), Column("y", ColumnKind.Binary));
        await lake.DropAsync(contract, "select repeat('é', n), repeat('b', n)::blob from (values (300000), (0), (1), (700000)) v(n)");

        await using var rows = await OpenAsync(contract);

        var all = await AllAsync(rows);
        Assert.Equal([300_000, 0, 1, 700_000], all.Select(r => ((string)r[0]).Count(c => c == 'é')));
        Assert.Equal([300_000, 0, 1, 700_000], all.Select(r => ((byte[])r[1]).Count(b => b == 'b')));
    }

    [Fact]
    public async Task Creates_a_value_once_whatever_the_order_of_reading()
    {
        var contract = Append("things", "1.0.0", Column("x"), Column("y", ColumnKind.Binary));
        await lake.DropAsync(contract, "values ('a', 'b'::blob), ('c', 'd'::blob)");

        await using var rows = await OpenAsync(contract);

        Assert.True(await rows.ReadAsync(Stop));
        Assert.True(await rows.ReadAsync(Stop));
        Assert.Equal("d"u8.ToArray(), rows.GetValue(1));
        Assert.Same(rows.GetValue(1), rows.GetValue(1));
        Assert.Same(rows.GetString(0), rows["X"]);
        Assert.Equal("c", rows.GetString(0));
    }

    [Fact]
    public async Task Typed_getters_read_the_same_values()
    {
        var contract = Append("things", "1.0.0", Column("x"), Column("y", ColumnKind.Binary), Column("z", ColumnKind.Int32));
        await lake.DropAsync(contract, "values ('text', 'bytes'::blob, 7)");

        await using var rows = await OpenAsync(contract);

        Assert.True(rows.HasRows);
        Assert.True(rows.Read());
        Assert.Equal(7, rows.GetInt32(rows.GetOrdinal("z")));
        using var text = rows.GetTextReader(0);
        Assert.Equal("text", await text.ReadToEndAsync(Stop));
        using var bytes = new MemoryStream();
        await using var stream = rows.GetStream(1);
        await stream.CopyToAsync(bytes, Stop);
        Assert.Equal("bytes"u8.ToArray(), bytes.ToArray());
        var some = new byte[4];
        Assert.Equal(2, rows.GetBytes(1, 3, some, 1, 3));
        Assert.Equal([0, (byte)'e', (byte)'s', 0], some);
        Assert.Throws<InvalidCastException>(() => rows.GetInt64(2));
        Assert.False(rows.Read());
    }

    [Fact]
    public async Task Has_no_rows_if_no_commit_has_any()
    {
        var contract = Append("things", "1.0.0", Column("x"));
        await lake.DropAsync(contract, "select 'a' where false");

        await using var rows = await OpenAsync(contract);

        Assert.False(rows.HasRows);
        Assert.Empty(await AllAsync(rows));
    }

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Gives_the_keys_of_kept_rows_of_any_load()
    {
        var contract = Snapshot("things", "1.0.0", Column("x"), Key("b", ColumnKind.Date, 2), Key("a", ColumnKind.String, 1));
        await lake.DropAsync(contract, "values ('v', '2026-01-01', 'n')", kept: "values ('w', '2026-01-02', 'o'), (null, '2026-01-03', 'p')");
        var commit = Placed(Assert.Single(await lake.CommitsAsync(contract)));

        await using var rows = PartRows.OpenKept(commit, contract, Stop);

        Assert.Equal(["a", "b"], Enumerable.Range(0, rows.FieldCount).Select(rows.GetName));
        Assert.Equal([["o", new DateTime(2026, 1, 2)], ["p", new DateTime(2026, 1, 3)]], await AllAsync(rows));
    }

    private static string Digits(int count) => new('9', count);

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<object[]>> AllAsync(PartRows rows)
    {
        var all = new List<object[]>();
        while (await rows.ReadAsync(Stop))
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            all.Add(row);
        }

        return all;
    }

    /// <summary>The commit with the place that it has after ten commits of another major.</summary>
    private static PlacedCommit Placed(LakeCommit commit) => new(commit, new CommitPlace(commit.Version + 10, 1));

    private async Task<PartRows> OpenAsync(DataContract contract)
    {
        var commits = await lake.CommitsAsync(contract);
        return PartRows.Open([.. commits.Select(Placed)], contract, Stop);
    }
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>An expression between major versions gives the same value in every engine.</summary>
public abstract class MappingTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract First = Append(
        "goods",
        "1.0.0",
        Key("id"),
        Column("name"),
        Column("price", ColumnKind.Decimal) with { Type = ColumnType.Decimal(18, 2) },
        Column("n", ColumnKind.Int32),
        Column("d", ColumnKind.Double),
        Column("flag", ColumnKind.Boolean),
        Column("day", ColumnKind.Date),
        Column("code", ColumnKind.Uuid));

    /// <summary>
    /// A name, an expression and its value. A server's collation may count UTF-16 units, follow the rules of a language, and compare
    /// different texts as equal.
    /// </summary>
    public static TheoryData<string, string, string> Texts => new()
    {
        { "😀a😀b", "substring(name, 1, 1)", "😀" },
        { "😀a😀b", "substring(name, 2, 2)", "a😀" },
        { "😀a😀b", "substring(name, 4, 9)", "b" },
        { "😀a😀b", "substring(name, 5, 1)", "" },
        { "😀a😀b", "substring(name, 1, 0)", "" },
        { "😀a😀b", "substring(name, 2, 999999999)", "a😀b" },
        { "😀a😀b", "substring(name, 999999999, 999999999)", "" },
        { "😀a😀b", "substring(substring(name, 2, 9), 2, 1)", "😀" },
        { "e\u0301x", "substring(name, 1, 1)", "e" },
        { "ab  ", "substring(name, 2, 2) || '.'", "b ." },
        { "i", "upper(name)", "I" },
        { "TITLE 😀 É", "lower(name)", "title 😀 é" },
        { "title 😀 é", "upper(name)", "TITLE 😀 É" },
        { "title", "case when upper(name) = 'TITLE' then 'yes' else 'no' end", "yes" },
        { "TITLE", "case when lower(name) < 'u' then coalesce(lower(name), name) else name end", "title" },
        { "TRUE", "cast(cast(name as boolean) as varchar)", "true" },
        { "true ", "cast(cast(name as boolean) as varchar)", "" },
        { "ｔｒｕｅ", "cast(cast(name as boolean) as varchar)", "" },
    };

    [Fact]
    public async Task A_row_whose_key_becomes_null_is_not_shown_and_not_delivered()
    {
        var first = Merge("goods", "1.0.0", null, Key("id"), Column("code"));
        await Lake.DropAsync(first, "values (1, '5'), (2, 'x'), (3, null), (4, '7')");
        Lake.Publish(Merge("goods", "2.0.0", null, Key("no"), Column("id", ColumnKind.Int64)) with
        {
            Mapping = new MajorMapping(MajorMappingSamples.Expressions(("no", "cast(code as bigint)")), MajorMapping.None.Down),
        });
        await LoadAsync("goods");

        Assert.Equal(["5|1", "7|4"], await RowsAsync("select no, id from goods_v2 order by no"));
        Assert.Equal(4, (await RowsAsync("select * from goods_v1")).Count);
    }

    [Theory]
    [InlineData("name", ColumnKind.String, "Ann ", "")]
    [InlineData("upper(name) || '!'", ColumnKind.String, "ANN !", "")]
    [InlineData("coalesce(lower(name), 'nobody')", ColumnKind.String, "ann ", "nobody")]
    [InlineData("substring(name, 2, 2)", ColumnKind.String, "nn", "")]
    [InlineData("name || cast(n as varchar)", ColumnKind.String, "Ann -7", "")]
    [InlineData("cast(price as varchar)", ColumnKind.String, "10.50", "")]
    [InlineData("cast(flag as varchar)", ColumnKind.String, "true", "")]
    [InlineData("cast(day as varchar)", ColumnKind.String, "2026-01-31", "")]
    [InlineData("cast(code as varchar)", ColumnKind.String, "6f1a2b3c-0000-4000-8000-00000000abcd", "")]
    [InlineData("cast(name as integer)", ColumnKind.Int32, "", "")]
    [InlineData("cast(price as bigint)", ColumnKind.Int64, "11", "")]
    [InlineData("cast(price * 100 as bigint)", ColumnKind.Int64, "1050", "")]
    [InlineData("round(price / 3, 1)", ColumnKind.Double, "3.5", "")]
    [InlineData("n / 2", ColumnKind.Double, "-3.5", "")]
    [InlineData("price / (n + 7)", ColumnKind.Double, "", "")]
    [InlineData("n * 2147483647 * 2", ColumnKind.Int64, "-30064771058", "")]
    [InlineData("n * 2147483647 * 2147483647 * 2147483647", ColumnKind.Int16, "", "")]
    [InlineData("-n + 0.5 * 2", ColumnKind.Int32, "8", "")]
    [InlineData("n + d", ColumnKind.Double, "-6.75", "")]
    [InlineData("coalesce(n, 1.5)", ColumnKind.Double, "-7", "1.5")]
    [InlineData("case when name = 'ann ' then 1 when name = 'Ann' then 2 when name = 'Ann ' then 3 else 4 end", ColumnKind.Int32, "3", "4")]
    [InlineData("case when name is null then 'none' when price >= 10.5 and not (n > 0 or flag = false) then 'much' end", ColumnKind.String, "much", "none")]
    [InlineData("cast(case when flag = true then day end as varchar)", ColumnKind.String, "2026-01-31", "")]
    [InlineData("case when n < 0 then true else false end", ColumnKind.Boolean, "1", "0")]
    [InlineData("d * 0 * n", ColumnKind.Double, "0", "")]
    [InlineData("d * 0 / n", ColumnKind.Double, "0", "")]
    [InlineData("round(n / 100, 1)", ColumnKind.Double, "-0.1", "")]
    [InlineData("round(n / 100, 0)", ColumnKind.Double, "0", "")]
    [InlineData("cast('-' || cast(n + 7 as varchar) as double)", ColumnKind.Double, "0", "")]
    [InlineData("cast('-0.0' as double)", ColumnKind.Double, "0", "0")]
    [InlineData("null", ColumnKind.Date, "", "")]
    public async Task Gives_the_same_value_in_every_engine(string expression, ColumnKind kind, string value, string ofNulls)
    {
        var rows = await MapAsync(
            "values (1, 'Ann ', 10.5, -7, 0.25, true, date '2026-01-31', '6F1A2B3C-0000-4000-8000-00000000ABCD'), (2, null, null, null, null, null, null, null)",
            expression,
            kind);

        Assert.Equal([$"1|{value}", $"2|{ofNulls}"], rows);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Takes_text_by_its_code_points_whatever_the_databases_language(string name, string expression, string value)
    {
        var rows = await MapAsync($"values (1, '{name}', null, null, null, null, null, null)", expression, ColumnKind.String);

        Assert.Equal([$"1|{value}"], rows);
    }

    /// <summary>A later program may write the SQL of a mapping differently: it replaces the views of an earlier program.</summary>
    [Fact]
    public async Task Writes_views_of_an_earlier_version_again()
    {
        await MapAsync("values (1, 'Ann', null, null, null, null, null, null)", "upper(name)", ColumnKind.String);
        await Engine.ExecuteAsync("drop view goods_v2", Stop);
        await LoadAsync("goods");
        await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync("select mapped from goods_v2"));

        var migration = Migration.Of(Options.Engine is WarehouseEngine.SqlServer ? "sqlserver" : "duckdb").Single(m => m.Name.EndsWith("_mapped_views", StringComparison.Ordinal));
        await Engine.ExecuteAsync(migration.Sql, Stop);
        await LoadAsync("goods");

        Assert.Equal(["ANN"], await RowsAsync("select mapped from goods_v2"));
        Assert.Equal("1.0.0, 2.0.0", (await Warehouse.Ledger.ShapeAsync(First.Dataset, Stop))?.Versions);
    }

    /// <summary>The rows of the first major as another major shows them.</summary>
    private async Task<IReadOnlyList<string>> MapAsync(string dropped, string expression, ColumnKind kind)
    {
        var second = Append("goods", "2.0.0", Key("id"), Column("mapped", kind)) with
        {
            Mapping = new MajorMapping(MajorMappingSamples.Expressions(("mapped", expression)), MajorMapping.None.Down),
        };
        await Lake.DropAsync(First, dropped);
        Lake.Publish(second);
        await LoadAsync("goods");

        return await RowsAsync("select id, mapped from goods_v2 order by id");
    }
}

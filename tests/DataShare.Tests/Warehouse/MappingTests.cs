using DataShare.Schemas;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>An expression between major versions gives the same whatever the engine.</summary>
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
    public async Task Gives_one_value_in_every_engine(string expression, ColumnKind kind, string value, string ofNulls)
    {
        var second = Append("goods", "2.0.0", Key("id"), Column("mapped", kind)) with
        {
            Mapping = new MajorMapping(MajorMappingSamples.Expressions(("mapped", expression)), MajorMapping.None.Down),
        };
        await Lake.DropAsync(
            First,
            "values (1, 'Ann ', 10.5, -7, 0.25, true, date '2026-01-31', '6F1A2B3C-0000-4000-8000-00000000ABCD'), (2, null, null, null, null, null, null, null)");
        Lake.Publish(second);
        await LoadAsync("goods");

        var rows = await RowsAsync("select id, mapped from goods_v2 order by id");

        Assert.Equal([$"1|{value}", $"2|{ofNulls}"], rows);
    }
}

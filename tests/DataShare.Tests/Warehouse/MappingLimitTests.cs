using CsCheck;
using DataShare.Schemas;
using DataShare.Tests.Schemas.Mapping;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>No accepted expression makes a query fail, whatever the values are.</summary>
public abstract class MappingLimitTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract First = Append(
        "goods",
        "1.0.0",
        Key("id"),
        Column("name"),
        Column("n", ColumnKind.Int32),
        Column("big", ColumnKind.Int64),
        Column("d", ColumnKind.Double),
        Column("rate", ColumnKind.Decimal) with { Type = ColumnType.Decimal(2, 1) },
        Column("price", ColumnKind.Decimal) with { Type = ColumnType.Decimal(38, 10) },
        Column("flag", ColumnKind.Boolean),
        Column("day", ColumnKind.Date),
        Column("at", ColumnKind.Timestamp),
        Column("code", ColumnKind.Uuid));

    /// <summary>Ordinary values, the greatest, the least, and nulls.</summary>
    private const string Rows =
        """
        values
          (1, 'Ann', 7, 12, 0.25, 1.5, 10.5, true, date '2026-01-31', timestamptz '2026-01-31 10:00:00Z', '6f1a2b3c-0000-4000-8000-00000000abcd'),
          (2, '', 2147483647, 9223372036854775807, 1.7e308, 9.9, 9999999999999999999999999999.9999999999, true, date '9999-12-31', timestamptz '9999-12-31 10:00:00Z', '6f1a2b3c-0000-4000-8000-00000000abcd'),
          (3, ' 12 ', -2147483648, -9223372036854775807, -1.7e308, -9.9, -9999999999999999999999999999.9999999999, false, date '0001-01-01', timestamptz '0001-01-01 10:00:00Z', '6f1a2b3c-0000-4000-8000-00000000abcd'),
          (4, 'abc', 0, 0, 0, 0, 0, false, null, null, null),
          (5, null, null, null, null, null, null, null, null, null, null)
        """;

    private static readonly string[] Texts = ["", "a", "12", "2026-01-31", "true"];

    private static readonly ColumnKind[] Kinds =
        [ColumnKind.String, ColumnKind.Int32, ColumnKind.Double, ColumnKind.Boolean, ColumnKind.Date, ColumnKind.Int64];

    /// <summary>For an expression and the type of its column: the results of the second and the fourth row.</summary>
    private static readonly IReadOnlyList<(string Expression, ColumnKind Kind, string Greatest, string Zero)> Limits =
    [
        ("big * big", ColumnKind.Int64, "", "0"),
        ("big * big * big * 0", ColumnKind.Int64, "0", "0"),
        ("big + big - big", ColumnKind.Int64, "9223372036854775807", "0"),
        ("- big", ColumnKind.Int64, "-9223372036854775807", "0"),
        ("price * 10", ColumnKind.Int64, "", "0"),
        ("price * price * 0", ColumnKind.Int32, "0", "0"),
        ("round(price, 2)", ColumnKind.Int32, "", "0"),
        ("rate + 0.1", ColumnKind.Int32, "10", "0"),
        ("cast(rate as integer)", ColumnKind.Int32, "10", "0"),
        ("cast(round(rate) as varchar)", ColumnKind.String, "10", "0"),
        ("cast(round(rate * 1.05, 1) as varchar)", ColumnKind.String, "10.4", "0.0"),
        ("cast(rate * 100 as varchar)", ColumnKind.String, "990.0", "0.0"),
        ("d * d", ColumnKind.Double, "", "0"),
        ("d + d", ColumnKind.Double, "", "0"),
        ("- d - d", ColumnKind.Double, "", "0"),
        ("d / 0.01", ColumnKind.Double, "", "0"),
        ("1 / n", ColumnKind.Boolean, "1", ""),
        ("d / d", ColumnKind.Int32, "1", ""),
        ("cast(d as decimal(18,2))", ColumnKind.Int32, "", "0"),
        ("cast(d as integer)", ColumnKind.Int32, "", "0"),
        ("coalesce(cast(name as integer), -1)", ColumnKind.Int32, "-1", "-1"),
        ("coalesce(cast(name as double), -1)", ColumnKind.Int32, "-1", "-1"),
        ("cast(name as decimal(9,2))", ColumnKind.Int32, "", ""),
        ("cast(name as boolean)", ColumnKind.Boolean, "", ""),
        ("cast(name as date)", ColumnKind.Date, "", ""),
        ("cast(cast('2026-02-30' as date) as varchar)", ColumnKind.String, "", ""),
        ("cast(cast('01/02/2026' as date) as varchar)", ColumnKind.String, "", ""),
        ("cast(cast('2026-01-31' as date) as varchar)", ColumnKind.String, "2026-01-31", "2026-01-31"),
        ("cast(' 7 ' as integer) + cast('1.5' as decimal(3,1))", ColumnKind.Int32, "9", "9"),
        ("cast('1.5' as integer)", ColumnKind.Int32, "", ""),
        ("coalesce(cast('TRUE' as boolean), cast('yes' as boolean))", ColumnKind.Boolean, "1", "1"),
        ("coalesce(name, n, 'x')", ColumnKind.String, "", "abc"),
        ("substring(name, 2, 99)", ColumnKind.String, "", "bc"),
        ("coalesce(null, case when flag = true then null end)", ColumnKind.Int32, "", ""),
        ("- null + round(null, 1) * (null / 2)", ColumnKind.Int32, "", ""),
    ];

    [Fact]
    public async Task An_impossible_calculation_or_conversion_gives_null()
    {
        await MapAsync([.. Limits.Select(l => (MajorMappingSamples.Expressions(("x", l.Expression))["x"], l.Kind))]);

        var rows = await RowsAsync($"select {string.Join(", ", Limits.Select((_, i) => $"c{i}"))} from goods_v2 where id in (2, 4) order by id");

        Assert.Equal(Limits.Select(l => $"{l.Expression}: {l.Greatest}"), Limits.Zip(rows[0].Split('|'), (l, v) => $"{l.Expression}: {v}"));
        Assert.Equal(Limits.Select(l => $"{l.Expression}: {l.Zero}"), Limits.Zip(rows[1].Split('|'), (l, v) => $"{l.Expression}: {v}"));
    }

    [Fact]
    public async Task No_accepted_expression_fails()
    {
        var taken = Taken(120);

        await MapAsync([.. taken.Select(t => (t.Item1, t.Item2))]);

        Assert.Equal(5, (await RowsAsync("select * from goods_v2")).Count);
    }

    private static (MappingExpression, ColumnKind)[] Taken(int count)
    {
        var columns = Gen.Int[0, First.Columns.Count - 1].Select(i => First.Columns[i].Name);
        var texts = Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]);
        var kinds = Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i]);
        return Gen.Select(MappingGen.Values(3, columns, texts), kinds).Where(IsTaken).Array[count].Single(_ => true, "8UCCLpOiRYu1");
    }

    private static bool IsTaken((MappingExpression Expression, ColumnKind Kind) mapped) => RowMapping.Between(First, Second([mapped]), out _) is not null;

    private static DataContract Second(IReadOnlyList<(MappingExpression Expression, ColumnKind Kind)> mapped) =>
        Append("goods", "2.0.0", [Key("id"), .. mapped.Select((m, i) => Column($"c{i}", m.Kind))]) with
        {
            Mapping = new MajorMapping(mapped.Index().ToDictionary(m => $"c{m.Index}", m => m.Item.Expression), MajorMapping.None.Down),
        };

    private async Task MapAsync(IReadOnlyList<(MappingExpression Expression, ColumnKind Kind)> mapped)
    {
        await Lake.DropAsync(First, Rows);
        Lake.Publish(Second(mapped));
        await LoadAsync("goods");
    }
}

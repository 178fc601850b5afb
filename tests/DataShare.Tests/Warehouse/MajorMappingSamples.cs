using DataShare.Schemas;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Three majors with mappings in all directions and with every kind of expression.</summary>
internal static class MajorMappingSamples
{
    public static DatasetMajors Majors(bool isKeyed)
    {
        var price = Column("price", ColumnKind.Decimal) with { Type = ColumnType.Decimal(18, 2), Required = true };
        var first = Of(isKeyed, "1.0.0", Key("id"), Column("name"), price, Restricted("mail"), Column("flag", ColumnKind.Boolean), Column("n", ColumnKind.Int32), Column("d", ColumnKind.Double));
        var second = Of(isKeyed, "2.0.0", Key("id"), Column("label"), Column("cents", ColumnKind.Int64), Column("domain"), Column("kind"), Column("half", ColumnKind.Double)) with
        {
            Mapping = new MajorMapping(
                Expressions(
                    ("label", "upper(substring(coalesce(name, 'none'), 1, 10)) || '-' || cast(n as varchar)"),
                    ("cents", "cast(round(price * 100 + 0, 0) as bigint)"),
                    ("domain", "lower(mail)"),
                    ("kind", "case when flag = true and name is not null then 'a' when not (price > 10.5 or n <= -1) and name <> 'b' then cast(flag as varchar) else null end"),
                    ("half", "-d / 2")),
                Expressions(
                    ("name", "label"), ("price", "cast(coalesce(cents, 0) as decimal(18,2)) / 100"), ("mail", "domain"), ("flag", "case when kind = 'a' then true else false end"),
                    ("n", "cast(null as integer)"), ("d", "half * 2"))),
        };
        var third = Of(isKeyed, "3.0.0", Key("id"), Column("label"), Column("cents", ColumnKind.Int64), Column("domain"), Column("kind"), Column("half", ColumnKind.Double), Column("more"));
        return new DatasetMajors(first.Dataset, [first, second, third]);
    }

    public static Dictionary<string, MappingExpression> Expressions(params (string Column, string Text)[] expressions) =>
        expressions.ToDictionary(e => e.Column, e => Parse(e.Text));

    private static MappingExpression Parse(string text)
    {
        var expression = MappingParser.Parse(text, out var problem);
        Assert.Null(problem);
        return expression!;
    }

    private static DataContract Of(bool isKeyed, string version, params ContractColumn[] columns) =>
        isKeyed ? Merge("goods", version, null, columns) : Append("goods", version, columns);
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The SQL text for an engine, where its rows do not show a difference.</summary>
public sealed class MappingSqlTests
{
    /// <summary>Each level is written once. If it were written twice, the text would grow exponentially.</summary>
    [Theory]
    [InlineData("coalesce(", ", 'x')")]
    [InlineData("coalesce(upper(", "), n)")]
    [InlineData("case when flag = true then ", " end")]
    [InlineData("case when flag = true then n else ", " end")]
    public void Deeply_nested_expressions_are_written_quickly(string begin, string end)
    {
        const int levels = 18;
        var text = string.Concat(Enumerable.Repeat(begin, levels)) + "name" + string.Concat(Enumerable.Repeat(end, levels));
        var expression = MajorMappingSamples.Expressions(("x", text))["x"];
        var contract = Append("goods", "1.0.0", Column("name"), Column("n", ColumnKind.Int32), Column("flag", ColumnKind.Boolean));

        foreach (var sql in new SqlDialect[] { new DuckDbDialect(), new SqlServerDialect(), new SqlServerDialect(hasCollations: true) })
        {
            Assert.InRange(new MappingSql(sql, contract).Value(expression, new ColumnType(ColumnKind.String)).Length, 1, 10_000);
        }
    }

    [Theory]
    [InlineData("substring(name, 2, 3)", false, "substring(\"name\", 2, 3)")]
    [InlineData("substring(name, 2, 3)", true, "(substring((\"name\") collate Latin1_General_100_CS_AS_SC, 2, 3) collate database_default)")]
    [InlineData("upper(name)", true, "(upper((\"name\") collate Latin1_General_100_CS_AS_SC) collate database_default)")]
    [InlineData("lower(name || 'x')", true, "(lower(((\"name\" + N'x')) collate Latin1_General_100_CS_AS_SC) collate database_default)")]
    public void A_server_counts_code_points_by_a_collation_if_it_has_one(string text, bool hasCollations, string expected) =>
        Assert.Equal(
            expected,
            new MappingSql(new SqlServerDialect(hasCollations), Append("goods", "1.0.0", Column("name")))
                .Value(MajorMappingSamples.Expressions(("x", text))["x"], new ColumnType(ColumnKind.String)));
}

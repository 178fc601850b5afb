using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>What is written for an engine, where its rows would not tell.</summary>
public sealed class MappingSqlTests
{
    /// <summary>Each level once: were it twice, so many levels would never end.</summary>
    [Theory]
    [InlineData("coalesce(", ", 'x')")]
    [InlineData("coalesce(upper(", "), n)")]
    [InlineData("case when flag = true then ", " end")]
    [InlineData("case when flag = true then n else ", " end")]
    public void What_is_nested_deep_is_written_soon(string begin, string end)
    {
        const int levels = 18;
        var text = string.Concat(Enumerable.Repeat(begin, levels)) + "name" + string.Concat(Enumerable.Repeat(end, levels));
        var expression = MajorMappingSamples.Expressions(("x", text))["x"];
        var contract = Append("goods", "1.0.0", Column("name"), Column("n", ColumnKind.Int32), Column("flag", ColumnKind.Boolean));

        foreach (var sql in new SqlDialect[] { new DuckDbDialect(), new SqlServerDialect() })
        {
            Assert.InRange(new MappingSql(sql, contract).Value(expression, new ColumnType(ColumnKind.String)).Length, 1, 10_000);
        }
    }
}

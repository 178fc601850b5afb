using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using Xunit;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>A mapping that an engine would refuse, or that engines would read differently, cannot be published.</summary>
public sealed class MappingTypingTests
{
    private static readonly DataContract One = Versions.Of(
        "1.0.0",
        "{name: a, logicalType: string}",
        "{name: n, logicalType: integer, logicalTypeOptions: {format: i32}}",
        "{name: price, logicalType: number, physicalType: \"decimal(18,2)\"}",
        "{name: d, logicalType: number}",
        "{name: flag, logicalType: boolean}",
        "{name: day, logicalType: date}",
        "{name: at, logicalType: timestamp}",
        "{name: code, logicalType: string, logicalTypeOptions: {format: uuid}}",
        "{name: bytes, logicalType: string, logicalTypeOptions: {format: binary}}");

    [Theory]
    [InlineData("n", "string")]
    [InlineData("a || n || flag || day || code || price", "string")]
    [InlineData("upper(lower(substring(a, 1, 2)))", "string")]
    [InlineData("a", "date")]
    [InlineData("coalesce(a, n, 'x')", "string")]
    [InlineData("coalesce(day, '2026-01-31')", "timestamp")]
    [InlineData("coalesce(n, price, 0.5)", "integer")]
    [InlineData("cast(at as date)", "string")]
    [InlineData("cast(d as decimal(18,2))", "string")]
    [InlineData("-a + n / 2 * price - flag", "number")]
    [InlineData("case when day > '2026-01-31' and not code = a or flag is null then bytes end", "binary")]
    [InlineData("coalesce(null, null)", "date")]
    [InlineData("flag", "integer")]
    public void Accepts_conversions_that_every_engine_does_in_the_same_way(string expression, string type) => Assert.Empty(Refusals(expression, type));

    [Theory]
    [InlineData("n", "date", "i32 cannot become date")]
    [InlineData("day + 1", "integer", "date cannot become double")]
    [InlineData("- code", "integer", "uuid cannot become double")]
    [InlineData("round(at)", "integer", "timestamp cannot become double")]
    [InlineData("coalesce(day, 5)", "string", "date and i64 are not compatible; expected a cast of one of them")]
    [InlineData("coalesce(a, flag, day)", "string", "boolean and date are not compatible")]
    [InlineData("case when day = at then 1 end", "integer", "date and timestamp are not compatible")]
    [InlineData("case when not (a is null or day = 5) then 1 end", "integer", "date and i64 are not compatible")]
    [InlineData("case when a = 'x' then d else a end", "string", "double is written differently in each engine; expected a cast to decimal or date first")]
    [InlineData("d", "string", "double is written differently in each engine")]
    [InlineData("a || at", "string", "timestamp is written differently in each engine")]
    [InlineData("upper(n / 2)", "string", "double is written differently in each engine")]
    [InlineData("cast(d * 2 as varchar)", "string", "double is written differently in each engine")]
    [InlineData("coalesce(a, bytes)", "string", "binary")]
    [InlineData("a", "binary", "string cannot become binary")]
    [InlineData("code", "date", "uuid cannot become date")]
    [InlineData("cast(day as boolean)", "boolean", "date cannot become boolean")]
    [InlineData("missing + day", "integer", "date cannot become double")]
    public void Refuses_conversions_that_engines_do_differently_or_not_at_all(string expression, string type, string message) =>
        Assert.Contains(Refusals(expression, type), r => r.StartsWith("mapping.up.to: ", StringComparison.Ordinal) && r.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void Such_a_mapping_shows_no_rows()
    {
        Assert.Null(RowMapping.Between(One, Two("n", "date"), out var problems));
        Assert.Equal(["to: i32 cannot become date"], problems);
    }

    private static IReadOnlyList<string> Refusals(string expression, string type) => Versions.Judge(Two(expression, type), One).Refusals;

    private static DataContract Two(string expression, string type)
    {
        var column = type is "uuid" or "binary" ? $"logicalType: string, logicalTypeOptions: {{format: {type}}}" : $"logicalType: {type}";
        return Versions.Read("2.0.0", "FULL", $"- {{property: mapping, value: {{up: {{to: \"{expression}\"}}}}}}", $"{{name: to, {column}}}");
    }
}

using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using Xunit;

namespace DataShare.Tests.Schemas;

/// <summary>The conversion of rows from one major version to the next, and back.</summary>
public sealed class RowMappingTests
{
    private const string Amount = "{id: c3, name: amount, logicalType: integer, logicalTypeOptions: {format: i32}, required: true}";
    private const string Total = "{id: c3, name: total, logicalType: integer, logicalTypeOptions: {format: i32}, required: true}";

    [Fact]
    public void A_rename_by_id_needs_no_mapping()
    {
        var (one, two) = (Versions.Of("1.0.0", Amount), Versions.Of("2.0.0", Total));

        Assert.Equal(["order_id", "amount"], Sources(one, two));
        Assert.Equal(["order_id", "total"], Sources(two, one));
    }

    [Fact]
    public void A_wider_type_is_mapped_up_but_not_down()
    {
        var (one, two) = (Versions.Of("1.0.0", Amount), Versions.Of("2.0.0", Amount.Replace("i32", "i64", StringComparison.Ordinal)));

        Assert.Equal(["order_id", "amount"], Sources(one, two));
        Assert.Equal(["amount: not every i64 fits i32"], Problems(two, one));
    }

    [Fact]
    public void A_new_column_is_null_or_its_default_and_otherwise_needs_a_mapping()
    {
        var one = Versions.Of("1.0.0", Amount);
        var nullable = Versions.Of("2.0.0", Amount, "{id: c4, name: note, logicalType: string}");
        var defaulted = Versions.Of("2.0.0", Amount, "{id: c4, name: note, logicalType: string, required: true, customProperties: [{property: default, value: x}]}");
        var required = Versions.Of("2.0.0", Amount, "{id: c4, name: note, logicalType: string, required: true}");

        Assert.IsType<MappingExpression.Null>(RowMapping.Between(one, nullable, out _)!.Columns[2].Expression);
        Assert.IsType<MappingExpression.Cast>(RowMapping.Between(one, defaulted, out _)!.Columns[2].Expression);
        Assert.Equal(["note: it has no value"], Problems(one, required));
    }

    [Fact]
    public void A_nullable_column_fits_a_required_one_only_with_a_default()
    {
        var one = Versions.Of("1.0.0", "{id: c4, name: note, logicalType: string}");

        Assert.Equal(
            ["note: its values can be null, but it is required"],
            Problems(one, Versions.Of("2.0.0", "{id: c4, name: note, logicalType: string, required: true}")));
        Assert.IsType<MappingExpression.Call>(RowMapping.Between(
            one, Versions.Of("2.0.0", "{id: c4, name: note, logicalType: string, required: true, customProperties: [{property: default, value: x}]}"), out _)!
            .Columns[1].Expression);
    }

    [Fact]
    public void Rows_of_snapshots_are_mapped_in_both_directions_or_in_none()
    {
        DataContract Snapshot(string version, string property) => Versions.Read(version, "FULL_TRANSITIVE", "- {property: write, value: {mode: snapshot}}", property);
        var (one, two) = (Snapshot("1.0.0", Amount), Snapshot("2.0.0", Amount.Replace("c3", "c9", StringComparison.Ordinal).Replace(", required: true", "", StringComparison.Ordinal)));
        var majors = new DatasetMajors(one.Dataset, [one, two]);

        Assert.Empty(majors.SourcesOf(1).Concat(majors.SourcesOf(2)));
        Assert.Equal(
            [
                "version 1.x will not show rows of 2.x: amount: it has no value. Add it to the mapping of 2.0.0, under down",
                "version 2.x will not show rows of 1.x: rows of snapshots are shown in both directions or in none, because a snapshot replaces the previous one, even one of another major",
            ],
            Versions.Judge(two, one).Warnings.Where(w => w.StartsWith("version", StringComparison.Ordinal)));
    }

    [Fact]
    public void Says_at_publishing_which_direction_shows_no_rows_and_what_to_write()
    {
        var verdict = Versions.Judge(Versions.Of("2.0.0", Amount.Replace("c3", "c9", StringComparison.Ordinal)), Versions.Of("1.0.0", Amount));

        Assert.True(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.StartsWith("version 1.x will not show rows of 2.x: amount: it has no value", StringComparison.Ordinal));
        Assert.Contains(verdict.Warnings, w => w.EndsWith("to the mapping of 2.0.0, under up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("up: {total: amuont}", "mapping.up.total: orders 1.0.0 has no column 'amuont'; did you mean 'amount'?")]
    [InlineData("down: {amuont: total}", "mapping.down.amuont: orders 1.0.0 has no such column; did you mean 'amount'?")]
    public void Refuses_a_mapping_of_missing_columns(string mapping, string message)
    {
        var two = Versions.Read("2.0.0", "FULL", $"- {{property: mapping, value: {{{mapping}}}}}", Total);

        Assert.Contains(message, Versions.Judge(two, Versions.Of("1.0.0", Amount)).Refusals);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"odd \"\"name\" || 'it''s'")]
    [InlineData("-a * (b + 1.5) / c - d")]
    [InlineData("coalesce(a, cast(b as decimal(18,2)), null)")]
    [InlineData("case when a = 1 and not (b is null or c <> 'x') then true when a >= -1 then false else null end")]
    [InlineData("round(a, 2) + round(b)")]
    [InlineData("UPPER(substring(lower(a), 1, 2))")]
    [InlineData("case when (a) = ((1)) then 1 end")]
    public void Accepts_the_safe_part_of_SQL(string text)
    {
        Assert.NotNull(MappingParser.Parse(text, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "found the end; expected more")]
    [InlineData("a b", "found 'b'; expected the end (at character 3)")]
    [InlineData("abs(a)", "the function 'abs' is not supported")]
    [InlineData("(select 1)", "found 'select'")]
    [InlineData("a; drop table t", "';' is not allowed here (at character 2)")]
    [InlineData("a -- b", "'-' is not allowed here (at character 3)")]
    [InlineData("a /* b */", "'/' is not allowed here")]
    [InlineData("'a", "the quote ' is never closed (at character 1)")]
    [InlineData("1e5", "is not a number")]
    [InlineData("cast(a as blob)", "'blob' is not a type to cast to")]
    [InlineData("cast(a as decimal(50,2))", "'decimal(50,2)' is not a type to cast to")]
    [InlineData("case a when 1 then 2 end", "found 'a'; expected when")]
    [InlineData("case when a then 1 end", "expected a comparison")]
    [InlineData("a = 1", "found '='; expected the end")]
    [InlineData("round(a, b)", "'round' with 2 values is not supported")]
    [InlineData("{{orders}}", "'{' is not allowed here")]
    public void Refuses_everything_else_and_names_the_place(string text, string message)
    {
        Assert.Null(MappingParser.Parse(text, out var problem));
        Assert.Contains(message, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("case when (")]
    [InlineData("- ")]
    [InlineData("not ")]
    [InlineData("case when not ")]
    public void Refuses_expressions_that_are_nested_too_deep(string begin) =>
        Assert.Null(MappingParser.Parse(string.Concat(Enumerable.Repeat(begin, 20_000)) + "a", out _));

    private static IEnumerable<string> Sources(DataContract from, DataContract to) =>
        RowMapping.Between(from, to, out _)!.Columns.Select(c => Assert.IsType<MappingExpression.Column>(c.Expression).Name);

    private static IReadOnlyList<string> Problems(DataContract from, DataContract to)
    {
        Assert.Null(RowMapping.Between(from, to, out var problems));
        return problems;
    }
}

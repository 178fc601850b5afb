using CsCheck;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>Counts of rows that a mapping loses or changes.</summary>
public sealed class MappedLossSqlTests
{
    private static readonly string[] Values =
    [
        "", " ", "A", "AB", "A12", "x", "xx ", "🌍🌍🌍", new string('é', 20), new string('é', 21), new string('z', 401), "-7", "-7.0", "-8", "-6", "0", "119", "120", "121", "-0.5", "-0.51", "10.25",
        "10.26", "1e2", "2020-01-01", "2019-12-31", "2026-12-31", "2026-12-31T10:00", "2026-12-31T10:00:00Z", "2026-12-31T10:00:01Z", "2026-12-31 10:00:00.123456", "true", "false",
        "2f1b9e5e-8f3c-4c5e-9a53-3b1f6f2f6f10", "AAEC",
    ];

    /// <summary>The same rule gives the same verdict for the contract's own values and in an engine.</summary>
    [Fact]
    public void An_engine_forbids_the_same_values_as_the_check() => ContractGen.Contracts.Sample(
        contract =>
        {
            var asked = contract.Columns
                .Select(c => c with { Name = "value", Rules = c.Rules with { Pattern = null } })
                .SelectMany(c => Values.Concat(c.Rules.Enum ?? []).Distinct(StringComparer.Ordinal).Where(v => ColumnValue.Fits(c.Type, v)).Select(v => (Column: c, Value: v)))
                .Select(a => (a.Column, a.Value, Forbidden: ForbiddenValues.Of(Mapped(a.Column, new MappingExpression.Text(a.Value)))))
                .ToList();
            var sql = asked.Select((a, i) => $"select {i}, {(a.Forbidden is null ? "false" : MappingSql.Condition(new DuckDbDialect(), contract with { Columns = [a.Column] }, a.Forbidden.Condition))} from (select {new MappingCast(new DuckDbDialect()).Constant(a.Value, a.Column.Type)} as value)");

            var rows = FileQuery.Rows(string.Join(" union all ", sql) + " order by 1");

            Assert.Equal(asked.Select((a, i) => $"{i}|{RuleFit.Fault(a.Column, a.Value) is not null}"), rows);
        },
        iter: 150);

    [Fact]
    public void A_null_breaks_only_the_rule_that_a_column_is_required()
    {
        var column = Contracts.Column("value") with { Rules = new ColumnRules { Enum = ["a"], MinLength = 1, MaxLength = 3 } };
        var condition = MappingSql.Condition(new DuckDbDialect(), Contracts.Append("m", "1.0.0", column), ForbiddenValues.Of(Mapped(column, new MappingExpression.Null()))!.Condition);

        Assert.Equal(["False"], FileQuery.Rows($"select coalesce({condition}, false) from (select null::varchar as value)"));
    }

    [Fact]
    public void An_enum_of_thousands_of_values_can_be_checked()
    {
        var column = Contracts.Column("value") with { Rules = new ColumnRules { Enum = [.. Enumerable.Range(0, 5_000).Select(i => $"v{i}")] } };
        var condition = MappingSql.Condition(new DuckDbDialect(), Contracts.Append("m", "1.0.0", column), ForbiddenValues.Of(Mapped(column, new MappingExpression.Null()))!.Condition);

        Assert.Equal(["False|True"], FileQuery.Rows($"select bool_or({condition}) filter (value <> 'v5000'), bool_and({condition}) filter (value = 'v5000') from (select 'v' || i as value from range(5001) r(i))"));
    }

    [Fact]
    public void Rows_count_once_for_each_reason_and_rows_without_a_key_only_as_left_out()
    {
        var from = Contracts.Merge("m", "1.0.0", null, Contracts.Key("k", ColumnKind.String), Contracts.Column("s"), Contracts.Column("n", ColumnKind.Int32));
        var to = Contracts.Merge(
            "m", "2.0.0", null,
            Contracts.Key("id"),
            Contracts.Column("s") with { Required = true, Rules = new ColumnRules { Enum = ["a", "b"] } },
            Contracts.Column("n", ColumnKind.Int32) with { Rules = new ColumnRules { Minimum = new RuleBound("0", false) } }) with
        {
            Mapping = new MajorMapping(MajorMappingSamples.Expressions(("id", "cast(k as bigint)"), ("s", "s")), MajorMappingSamples.Expressions(("k", "cast(id as varchar)"))),
        };
        var mapping = RowMapping.Between(from, to, out var problems);
        Assert.Empty(problems);

        const string view = "(values ('1', 'a', 0), ('2', 'c', 1), ('3', 'c', -1), ('4', null, -1), ('x', 'c', -1), ('y', null, 1)) v(k, s, n)";
        Assert.Equal(["2|1|3"], FileQuery.Rows(Engines.All[WarehouseEngine.DuckDb].Counts(MappedLossSql.Of(mapping!)!, view)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_server_understands_the_counts(bool isKeyed)
    {
        var majors = MajorMappingSamples.Majors(isKeyed).Newest;
        var ruled = majors[1] with
        {
            Columns =
            [
                .. majors[1].Columns.Select(c => c.Type.Kind switch
                {
                    ColumnKind.String => c with { Required = true, Rules = new ColumnRules { Enum = ["a", "it's"], MinLength = 1, MaxLength = 9 } },
                    ColumnKind.Int64 or ColumnKind.Double => c with { Rules = new ColumnRules { Minimum = new RuleBound("0", true), Maximum = new RuleBound("1000", false) } },
                    _ => c,
                }),
            ],
        };
        var mapping = RowMapping.Between(majors[0], ruled, out _)!;
        var losses = MappedLossSql.Of(mapping);

        Assert.NotNull(losses);
        Assert.Empty(TransactSqlGrammar.Errors(Engines.All[WarehouseEngine.SqlServer].Counts(losses, "goods_v1")));
    }

    private static MappedColumn Mapped(ContractColumn column, MappingExpression value) => new(column, value, IsMasked: false);
}

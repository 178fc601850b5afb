using System.Globalization;
using CsCheck;
using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using DataShare.Warehouse;
using DuckDB.NET.Data;
using Xunit;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>If a mapping gives forbidden values, the check reports them before a view shows such a row.</summary>
public sealed class MappedValueTests
{
    private static readonly DataContract One = Versions.Of(
        "1.0.0",
        "{id: c1, name: status, logicalType: string, required: true, enum: [{value: NEW}, {value: PAID}, {value: VOID}]}",
        "{id: c2, name: note, logicalType: string, logicalTypeOptions: {maxLength: 20}}",
        "{id: c3, name: rank, logicalType: integer, required: true, logicalTypeOptions: {format: i32, minimum: 0, maximum: 100}}",
        "{id: c4, name: code, logicalType: string, required: true, enum: [{value: '1'}, {value: '2'}, {value: x}]}",
        "{id: c5, name: flag, logicalType: boolean}",
        "{id: c6, name: free, logicalType: string, required: true}",
        "{id: c7, name: day, logicalType: date, required: true, logicalTypeOptions: {minimum: 2020-01-01}}",
        "{id: c8, name: rate, logicalType: number, required: true}");

    private static readonly string[] Texts = ["NEW", "VOID", "x", "1", "7.25", "true"];

    [Theory]
    [InlineData("status", "string, required: true, enum: [{value: NEW}, {value: PAID}]", "to: 'VOID' is not one of NEW, PAID")]
    [InlineData("case when status = 'VOID' then 'PAID' else status end", "string, required: true, enum: [{value: NEW}, {value: PAID}]", null)]
    [InlineData("case when status <> 'VOID' then status else 'PAID' end", "string, required: true, enum: [{value: NEW}, {value: PAID}]", null)]
    [InlineData("case when status = 'NEW' or status = 'VOID' then 'PAID' else status end", "string, required: true, enum: [{value: PAID}]", null)]
    [InlineData("case when status = 'NEW' then 'PAID' when status = 'PAID' then 'NEW' end", "string, required: true", "to is null where a case has no else, as for status 'VOID'")]
    [InlineData("case when status = 'NEW' then 'a' when status = 'PAID' then 'b' when status = 'VOID' then 'c' end", "string, required: true", null)]
    [InlineData("case when status = 'NEW' then 'PAID' end", "string", null)]
    [InlineData("lower(status)", "string, required: true, enum: [{value: new}, {value: paid}]", "to: 'void' is not one of new, paid")]
    [InlineData("substring(status, 1, 1)", "string, required: true, enum: [{value: N}, {value: P}]", "to: 'V' is not one of N, P")]
    [InlineData("status || '!'", "string, required: true, logicalTypeOptions: {maxLength: 4}", "to: 'PAID!' is longer than maxLength 4; 'VOID!' is longer than maxLength 4")]
    [InlineData("note", "string, required: true", "to is null where 'note' may be null")]
    [InlineData("coalesce(note, 'none')", "string, required: true", null)]
    [InlineData("case when note is null then '' else note end", "string, required: true", null)]
    [InlineData("case when note is not null then note else '' end", "string, required: true", null)]
    [InlineData("case when not note is null and rank > 3 then note else '' end", "string, required: true", null)]
    [InlineData("note", "string, logicalTypeOptions: {maxLength: 10}", "to: texts of more than 10 characters")]
    [InlineData("note", "string, logicalTypeOptions: {maxLength: 20}", null)]
    [InlineData("substring(note, 1, 10)", "string, logicalTypeOptions: {maxLength: 10}", null)]
    [InlineData("note || free", "string, logicalTypeOptions: {maxLength: 30}", "to: texts of more than 30 characters")]
    [InlineData("free", "string, required: true, enum: [{value: A}]", "to: every value other than A")]
    [InlineData("free", "string, required: true, logicalTypeOptions: {pattern: 'a+'}", "to: texts that do not match the pattern a+")]
    [InlineData("free", "string, required: true, logicalTypeOptions: {minLength: 1}", "to: texts of fewer than 1 character")]
    [InlineData("rank", "integer, required: true, logicalTypeOptions: {format: i32, minimum: 1}", "to: '0' is below the minimum 1")]
    [InlineData("rank", "integer, required: true, logicalTypeOptions: {format: i32, exclusiveMinimum: -1, maximum: 100}", null)]
    [InlineData("rank * 2 + 1", "integer, required: true, logicalTypeOptions: {format: i32, minimum: 1, maximum: 200}", "to: '201' is above the maximum 200")]
    [InlineData("rank * 2 - 0", "integer, required: true, logicalTypeOptions: {format: i8}", "to is null where a number outside i8 becomes null")]
    [InlineData("rank", "integer, required: true, logicalTypeOptions: {format: i8}", null)]
    [InlineData("case when rank > 50 then 50 else rank end", "integer, required: true, logicalTypeOptions: {format: i8, maximum: 50}", null)]
    [InlineData("case when 50 < rank then 50 else rank end", "integer, required: true, logicalTypeOptions: {format: i8, maximum: 50}", null)]
    [InlineData("100 / rank", "number, required: true", "to is null where a division by zero gives null")]
    [InlineData("round(rank / 3, 1)", "number, physicalType: 'decimal(3,1)', required: true, logicalTypeOptions: {maximum: 33.3}", null)]
    [InlineData("rate", "integer, required: true", "to is null where a number outside i64 becomes null")]
    [InlineData("code", "integer, required: true", "to is null where 'x' is no i64")]
    [InlineData("case when code = 'x' then '0' else code end", "integer, required: true", null)]
    [InlineData("free", "integer, required: true", "to is null where a text that is not a valid i64 becomes null")]
    [InlineData("flag", "boolean, required: true", "to is null where 'flag' may be null")]
    [InlineData("case when flag = true then 'Y' when flag = false then 'N' end", "string, required: true", "to is null where a case has no else")]
    [InlineData("day", "date, required: true, logicalTypeOptions: {minimum: 2021-01-01}", "to: '2020-01-01' is below the minimum 2021-01-01")]
    [InlineData("day", "date, required: true, logicalTypeOptions: {exclusiveMinimum: 2019-12-31}", null)]
    public void Mapped_values_that_break_rules_of_their_column_give_a_warning(string expression, string column, string? told) => Assert.Equal(
        told is null ? [] : [$"rows of 1.x in 2.x: {told}, which breaks the rules of 2.0.0"],
        Judge(expression, column).Warnings.Where(w => w.StartsWith("rows of 1.x", StringComparison.Ordinal)));

    [Theory]
    [InlineData("case when status = 'VOID' then 'GONE' else status end", "string, enum: [{value: NEW}, {value: PAID}]", "'GONE' is not one of NEW, PAID")]
    [InlineData("coalesce(note, 'nothing')", "string, logicalTypeOptions: {maxLength: 5}", "'nothing' is longer than maxLength 5")]
    [InlineData("case when rank > 1 then rank else -1 end", "integer, logicalTypeOptions: {minimum: 0}", "'-1' is below the minimum 0")]
    [InlineData("'soon'", "date", "'soon' is not a date such as 2026-01-31")]
    [InlineData("'1.5'", "integer", "'1.5' is not a whole number that fits i64")]
    [InlineData("12345", "number, physicalType: 'decimal(6,2)'", "'12345' is not a number that fits decimal(6,2)")]
    public void A_constant_that_its_column_refuses_is_refused(string expression, string column, string fault)
    {
        var verdict = Judge(expression, column);

        Assert.Contains($"mapping.up.to: to: {fault}, which breaks the rules of orders 2.0.0".Replace("to: to: ", "to: ", StringComparison.Ordinal), verdict.Refusals);
    }

    [Theory]
    [InlineData("1.0", "integer, required: true")]
    [InlineData("coalesce(rank, 0.5)", "integer, required: true")]
    [InlineData("case when rank = 7.5 then 1 else 2 end", "integer, required: true")]
    [InlineData("case when status = 'elsewhere' then 'NEW' else 'PAID' end", "string, enum: [{value: NEW}, {value: PAID}]")]
    [InlineData("rank + 1000", "integer, logicalTypeOptions: {minimum: 0}")]
    public void Literals_that_a_mapping_only_compares_or_calculates_with_are_not_checked(string expression, string column) =>
        Assert.True(Judge(expression, column).IsAdmitted);

    [Theory]
    [InlineData("note", "'note' may be null")]
    [InlineData("case when status = 'NEW' then free end", "a case has no else, as for status 'PAID', 'VOID'")]
    [InlineData("cast(null as varchar)", "it contains null")]
    // 'x' of code is no boolean, so neither this condition nor its opposite is true.
    [InlineData("case when code <> false then free end", "a case has no else, as for code '1', '2', 'x'")]
    public void A_mapping_that_can_make_a_key_null_is_refused(string expression, string reason)
    {
        var verdict = Judge(expression, "string, primaryKey: true, primaryKeyPosition: 2");

        Assert.Contains(verdict.Refusals, r => r.StartsWith($"mapping.up.to: it can be null, because {reason}; it is in the primary key of orders 2.0.0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_to_which_some_texts_cannot_be_converted_gives_a_warning()
    {
        var verdict = Judge("cast(free as bigint)", "integer, primaryKey: true, primaryKeyPosition: 2");

        Assert.True(verdict.IsAdmitted);
        Assert.Contains("rows of 1.x in 2.x: to is null, and its row left out, where a text that is not a valid i64 becomes null, which breaks the rules of 2.0.0", verdict.Warnings);
    }

    [Fact]
    public void A_different_rule_of_an_unmapped_column_gives_a_warning_in_both_directions()
    {
        var two = Versions.Of("2.0.0", "{id: c1, name: status, logicalType: string, required: true, enum: [{value: NEW}, {value: PAID}, {value: LOST}]}");
        var one = Versions.Of("1.0.0", "{id: c1, name: status, logicalType: string, required: true, enum: [{value: NEW}, {value: PAID}, {value: VOID}]}");

        Assert.Equal(
            ["rows of 2.x in 1.x: status: 'LOST' is not one of NEW, PAID, VOID, which breaks the rules of 1.0.0", "rows of 1.x in 2.x: status: 'VOID' is not one of NEW, PAID, LOST, which breaks the rules of 2.0.0"],
            Versions.Judge(two, one).Warnings);
    }

    [Fact]
    public void A_version_below_another_major_gets_warnings_about_its_rows_there()
    {
        var above = Versions.Of("2.0.0", "{id: c1, name: status, logicalType: string, required: true, logicalTypeOptions: {maxLength: 5}}");
        DataContract[] earlier = [Versions.Of("1.0.0", "{id: c1, name: status, logicalType: string, required: true, logicalTypeOptions: {maxLength: 5}}"), above];

        var verdict = Versions.Judge(Versions.In("BACKWARD", "1.1.0", "{id: c1, name: status, logicalType: string, required: true, logicalTypeOptions: {maxLength: 9}}"), earlier);

        Assert.Contains("rows of 1.x in 2.x: status: texts of more than 5 characters, which breaks the rules of 2.0.0", verdict.Warnings);
    }

    [Fact]
    public void Rows_of_a_major_with_the_same_rules_break_no_rule() => ContractGen.Contracts.Where(c => c.Columns.All(o => o.Type.Kind is not ColumnKind.Binary)).Sample(
        contract => Assert.Empty(RowMapping.Between(contract, contract with { Version = new ContractVersion(contract.Version.Major + 1, 0, 0) }, out _) is { } mapping
            ? MappedValueFaults.Possible(mapping)
            : []),
        iter: 2_000);

    /// <summary>Compares the predicted values of an expression with DuckDB's results, over rows that the contract accepts.</summary>
    [Fact]
    public void Every_value_of_a_row_was_predicted()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection, "set threads = 1");
        Execute(connection, "create table r as select * from (values ('NEW'), ('PAID'), ('VOID')) s(status), (values (null), ('a'), ('twenty characters xx')) n(note), (values (0::integer), (7), (100)) k(rank), (values ('1'), ('x')) c(code), (values (null), (true), (false)) f(flag), (values (''), ('12'), ('long text')) t(\"free\"), (values (date '2020-01-01')) d(day), (values (-1.5::double), (0)) x(rate), (values (1::bigint)) o(order_id)");
        ColumnType[] types = [new(ColumnKind.String), new(ColumnKind.Int8), new(ColumnKind.Int64), new(ColumnKind.Double), ColumnType.Decimal(6, 2), new(ColumnKind.Boolean)];
        Gen.Select(
            MappingGen.Values(3, Gen.Int[0, One.Columns.Count - 1].Select(i => One.Columns[i].Name), Gen.Int[0, Texts.Length - 1].Select(i => Texts[i])),
            Gen.Int[0, types.Length - 1]).Where((e, t) => !MappingTyping.Problems(e, One, types[t]).Any()).Sample(
            (expression, place) =>
            {
                var type = types[place];
                var values = ValueConversion.To(ExpressionValues.Of(expression, One), type);
                var isDouble = type.Kind is ColumnKind.Double;
                var column = new ContractColumn
                {
                    Id = "c",
                    Name = "c",
                    Type = type,
                    Required = values.Nulls.Count == 0,
                    // The last digit of a double depends on the calculation.
                    Rules = new ColumnRules { Minimum = isDouble ? null : values.Minimum, Maximum = isDouble ? null : values.Maximum, MinLength = values.MinLength, MaxLength = values.MaxLength, Enum = values.Texts },
                };
                var sql = new MappingSql(new DuckDbDialect(), One).Value(expression, type);
                foreach (var found in Values(connection, $"select distinct {sql} from r"))
                {
                    Assert.True(found is null ? !column.Required : (isDouble && !ColumnValue.Fits(type, found)) || RuleFit.Takes(column, found), $"{found ?? "null"} of {sql}: {values}");
                }
            },
            iter: 1_500,
            threads: 1);
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string?> Values(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<string?>();
        while (reader.Read())
        {
            values.Add(reader.GetValue(0) switch
            {
                DBNull => null,
                bool flag => flag ? "true" : "false",
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
        }

        return values;
    }

    private static CompatibilityVerdict Judge(string expression, string column) => Versions.Judge(
        ContractText.Valid(Versions.Read("2.0.0", "FULL", $"- {{property: mapping, value: {{up: {{to: \"{expression}\"}}}}}}", "{id: t1, name: to, logicalType: string}").SourceText
            .Replace("name: to, logicalType: string", $"name: to, logicalType: {column}", StringComparison.Ordinal)
            .Replace("primaryKey: true}", column.Contains("primaryKey", StringComparison.Ordinal) ? "primaryKey: true, primaryKeyPosition: 1}" : "primaryKey: true}", StringComparison.Ordinal)),
        One);
}

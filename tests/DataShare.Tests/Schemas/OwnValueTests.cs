using CsCheck;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using Xunit;

namespace DataShare.Tests.Schemas;

/// <summary>Values in the contract itself must follow the rules of their columns.</summary>
public sealed class OwnValueTests
{
    [Theory]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 3}", "long", "is longer than maxLength 3")]
    [InlineData("logicalType: string, logicalTypeOptions: {minLength: 3}", "no", "is shorter than minLength 3")]
    [InlineData("logicalType: string, logicalTypeOptions: {pattern: '[A-Z]+'}", "low", "does not match the pattern [A-Z]+")]
    [InlineData("logicalType: string, logicalTypeOptions: {pattern: 'A|B'}", "AB", "does not match the pattern A|B")]
    [InlineData("logicalType: string, enum: [{value: A}, {value: B}]", "C", "is not one of A, B")]
    [InlineData("logicalType: integer, logicalTypeOptions: {minimum: 1}", "0", "is below the minimum 1")]
    [InlineData("logicalType: integer, logicalTypeOptions: {exclusiveMaximum: 9}", "9", "is above the maximum 9 (exclusive)")]
    [InlineData("logicalType: number, physicalType: 'decimal(6,2)', logicalTypeOptions: {maximum: 9.5}", "9.51", "is above the maximum 9.5")]
    [InlineData("logicalType: date, logicalTypeOptions: {minimum: 2020-01-01}", "1999-12-31", "is below the minimum 2020-01-01")]
    [InlineData("logicalType: integer, enum: [{value: 1}, {value: 2}]", "3", "is not one of 1, 2")]
    public void A_default_that_its_own_column_refuses_is_a_fault_with_its_line(string column, string value, string fault)
    {
        var contract = ContractText.Valid(ContractText.With($"{{name: c, {column}, customProperties: [{{property: default, value: '{value}'}}]}}"));

        var problem = Assert.Single(OwnValues.Problems(contract));

        Assert.Equal($"the default '{value}' of column 'c' {fault}; expected a value that fits the column's own rules", problem.Message);
        Assert.Equal(10, problem.Line);
    }

    [Theory]
    [InlineData("logicalType: string, enum: [{value: A}, {value: B}]", "B")]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 3}", "")]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 1}", "😀")]
    [InlineData("logicalType: integer, enum: [{value: 1}, {value: 2}]", "01")]
    [InlineData("logicalType: number, enum: [{value: 1.50}]", "1.5")]
    [InlineData("logicalType: string, customProperties: [{property: enum, value: [A]}, {property: enumOpen, value: true}]", "B")]
    public void A_default_that_its_column_accepts_is_no_fault(string column, string value)
    {
        var custom = $"{{property: default, value: '{value}'}}";
        var property = column.Contains("customProperties: [", StringComparison.Ordinal)
            ? column.Replace("customProperties: [", $"customProperties: [{custom}, ", StringComparison.Ordinal)
            : $"{column}, customProperties: [{custom}]";

        Assert.Empty(OwnValues.Problems(ContractText.Valid(ContractText.With($"{{name: c, {property}}}"))));
    }

    [Theory]
    [InlineData("string, logicalTypeOptions: {pattern: '[A-Z]+'}, enum: [{value: OK}, {value: no}]", "no", "does not match the pattern [A-Z]+")]
    [InlineData("integer, logicalTypeOptions: {maximum: 5}, customProperties: [{property: enum, value: [1, 7]}]", "7", "is above the maximum 5")]
    public void An_enum_value_that_no_file_can_have_is_a_fault(string type, string value, string fault) => Assert.Equal(
        $"the enum value '{value}' of column 'c' {fault}, so no file can contain it; expected a value that fits the column's other rules",
        Assert.Single(OwnValues.Problems(ContractText.Valid(ContractText.With($"{{name: c, logicalType: {type}}}")))).Message);

    [Fact]
    public void A_delete_marker_that_its_column_refuses_is_a_fault()
    {
        var contract = ContractText.Valid(ContractText.With("{name: op, logicalType: string, logicalTypeOptions: {maxLength: 1}}", write: "{mode: merge, deleteMarker: {column: op, value: DEL}}")
            .Replace("order_id, logicalType: integer}", "order_id, logicalType: integer, primaryKey: true}", StringComparison.Ordinal));

        Assert.Contains("the delete marker 'DEL' of column 'op' is longer than maxLength 1", Assert.Single(OwnValues.Problems(contract)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logicalType: string, logicalTypeOptions: {maxLength: 3}, examples: [abc, abcd, 12, null, [x], {y: z}]", "columns.c.examples: 'abcd' is longer than maxLength 3")]
    [InlineData("logicalType: integer, examples: [1, one]", "columns.c.examples: 'one' is not a whole number that fits i64")]
    public void An_example_that_its_column_refuses_gives_only_a_warning(string column, string warning)
    {
        var verdict = Versions.Judge(Versions.Of("1.0.0", $"{{name: c, {column}}}"));

        Assert.Equal([warning], verdict.Warnings);
        Assert.True(verdict.IsAdmitted);
    }

    [Theory]
    [InlineData("dateFormats: [dd.MM.yyyy]", "date", "31.01.2026")]
    [InlineData("decimal: ','", "number", "1,5")]
    [InlineData("trueValues: [ja], falseValues: [nein]", "boolean", "ja")]
    public void An_example_may_have_the_form_of_a_file(string dialect, string type, string example)
    {
        var inbox = $"servers: [{{server: inbox, type: local, customProperties: [{{property: csv, value: {{{dialect}}}}}]}}]";

        Assert.Empty(Versions.Judge(Versions.Read("1.0.0", "FULL", inbox, $"{{name: c, logicalType: {type}, examples: ['{example}']}}")).Warnings);
    }

    /// <summary>The same rule gives the same verdict for the contract's own values and for values of files.</summary>
    [Fact]
    public void The_gate_and_the_check_accept_the_same_defaults() => ContractGen.Contracts.SelectMany(contract => Gen.Select(
        Gen.Const(contract), Gen.Int[0, contract.Columns.Count - 1], One(
            "", "A", "AB", "A12", "x", "-7", "-6", "0", "120", "121", "+5", "007", "1.5", "-0.5", "10.25", "10.26", "2020-01-01", "2019-12-31", "2026-12-31",
            "2026-12-31T10:00", "2026-12-31T10:00:00Z", "2026-12-31T10:00:01Z", "2026-12-31 10:00:00.123456", "true", "false", "2f1b9e5e-8f3c-4c5e-9a53-3b1f6f2f6f10", "2F1B9E5E8F3C4C5E9A533B1F6F2F6F10", "AAEC"))).Sample(
        (contract, place, value) =>
        {
            var column = contract.Columns[place];
            if (ColumnValue.Fits(column.Type, value))
            {
                var buffer = ColumnBuffer.For(column);
                Assert.Equal(
                    RuleFit.Fault(column, value) is null,
                    ColumnGate.ForAbsent(column with { Default = value }).AppendAbsent(buffer) is null);
            }
        },
        iter: 20_000);

    private static Gen<string> One(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

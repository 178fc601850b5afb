using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ColumnRuleTests
{
    [Fact]
    public void Reads_bounds_lengths_pattern_and_enum()
    {
        var number = ContractText.Column("{name: c, logicalType: number, logicalTypeOptions: {exclusiveMinimum: -1.5, maximum: 10}}").Rules;
        Assert.Equal((new RuleBound("-1.5", true), new RuleBound("10", false)), (number.Minimum, number.Maximum));

        var text = ContractText.Column("{name: c, logicalType: string, logicalTypeOptions: {minLength: 1, maxLength: 4, pattern: '[A-Z]+'}, customProperties: [{property: enum, value: [A, NO, 'null']}, {property: enumOpen, value: true}]}").Rules;
        Assert.Equal((1, 4, "[A-Z]+", true), (text.MinLength, text.MaxLength, text.Pattern, text.EnumIsOpen));
    }

    [Fact]
    public void Reads_the_enum_of_the_standard_and_of_custom_properties_in_the_same_way()
    {
        var standard = ContractText.Column("{name: c, logicalType: integer, enum: [{value: 1, label: one}, {value: 2}]}");
        var custom = ContractText.Column("{name: c, logicalType: integer, customProperties: [{property: enum, value: [1, 2]}]}");

        Assert.Equal(["1", "2"], standard.Rules.Enum);
        Assert.Equal(["1", "2"], custom.Rules.Enum);
    }

    [Fact]
    public void Reads_whether_a_column_of_doubles_accepts_NaN_and_infinity()
    {
        Assert.True(ContractText.Column("{name: c, logicalType: number, customProperties: [{property: nonFinite, value: accept}]}").Rules.TakesNonFinite);
        Assert.False(ContractText.Column("{name: c, logicalType: number, customProperties: [{property: nonFinite, value: reject}]}").Rules.TakesNonFinite);
        Assert.False(ContractText.Column("{name: c, logicalType: number}").Rules.TakesNonFinite);
    }

    [Theory]
    [InlineData("string, logicalTypeOptions: {minimum: 3}", 61, "'minimum' does not apply to a string")]
    [InlineData("integer, logicalTypeOptions: {maxLength: 3}", 62, "'maxLength' does not apply to an integer")]
    [InlineData("boolean, logicalTypeOptions: {format: x}", 62, "'format' does not apply to a boolean")]
    [InlineData("string, logicalTypeOptions: {format: uuid, maxLength: 36}", 75, "'maxLength' does not apply to a string with format uuid")]
    [InlineData("integer, logicalTypeOptions: {multipleOf: 5}", 62, "multipleOf is not supported; expected minimum, maximum or enum")]
    [InlineData("integer, logicalTypeOptions: {minimun: 5}", 62, "unknown key 'minimun'; did you mean 'minimum'?")]
    [InlineData("integer, logicalTypeOptions: {minimum: 1.5}", 71, "'1.5' is not a whole number that fits i64")]
    [InlineData("integer, logicalTypeOptions: {format: i8, maximum: 200}", 83, "'200' is not a whole number that fits i8")]
    [InlineData("integer, logicalTypeOptions: {minimum: 5, maximum: 4}", 71, "no value lies between the minimum 5 and the maximum 4")]
    [InlineData("integer, logicalTypeOptions: {minimum: 5, exclusiveMaximum: 5}", 71, "no value lies between the minimum 5 and the maximum 5")]
    [InlineData("integer, logicalTypeOptions: {minimum: 5, exclusiveMinimum: 5}", 92, "both minimum and exclusiveMinimum; expected one of them")]
    [InlineData("date, logicalTypeOptions: {minimum: 2026-02-30}", 68, "'2026-02-30' is not a date such as 2026-01-31")]
    [InlineData("date, logicalTypeOptions: {minimum: 2026-02-02, maximum: 2026-02-01}", 68, "no value lies between the minimum 2026-02-02 and the maximum 2026-02-01")]
    [InlineData("timestamp, logicalTypeOptions: {minimum: yesterday}", 73, "'yesterday' is not a timestamp such as 2026-01-31T12:00:00Z")]
    [InlineData("string, logicalTypeOptions: {maxLength: 0}", 72, "0 is not a maximum length; expected 1 or more")]
    [InlineData("string, logicalTypeOptions: {maxLength: many}", 72, "'many' is not a whole number")]
    [InlineData("string, logicalTypeOptions: {minLength: 4, maxLength: 3}", 72, "minLength 4 is more than maxLength 3")]
    [InlineData("string, logicalTypeOptions: {pattern: '(?=a)b'}", 70, "'(?=a)b' cannot be matched in linear time; expected a pattern without lookarounds, backreferences and atomic groups")]
    [InlineData("integer, customProperties: [{property: enum, value: [1, x]}]", 88, "the enum value 'x' is not a whole number that fits i64")]
    [InlineData("integer, customProperties: [{property: enum, value: []}]", 59, "an enum without values; expected at least one")]
    [InlineData("integer, customProperties: [{property: enum, value: [1, 1]}]", 88, "the enum value '1' is a duplicate")]
    [InlineData("boolean, customProperties: [{property: enum, value: ['true']}]", 59, "an enum does not apply to a boolean column")]
    [InlineData("integer, customProperties: [{property: enumOpen, value: true}]", 88, "an open enum without values; expected enum next to it")]
    [InlineData("integer, customProperties: [{property: defualt, value: 1}]", 71, "unknown custom property 'defualt'; did you mean 'default'?")]
    [InlineData("integer, customProperties: [{property: nonFinite, value: accept}]", 71, "'nonFinite' does not apply to a column of type i64; only a double can be NaN or infinite")]
    [InlineData("number, physicalType: 'decimal(4,2)', customProperties: [{property: nonFinite, value: reject}]", 100, "'nonFinite' does not apply to a column of type decimal(4,2); only a double can be NaN or infinite")]
    [InlineData("number, customProperties: [{property: nonFinite, value: acept}]", 88, "'acept' is not known for 'nonFinite'; expected accept or reject")]
    [InlineData("number, customProperties: [{property: nonFinite}]", 59, "the key 'value' is missing")]
    [InlineData("number, customProperties: [{property: enum, value: [1, NaN]}, {property: nonFinite, value: accept}]", 87, "the enum value 'NaN' is not a number that fits double")]
    [InlineData("number, physicalType: 'decimal(4,2)', customProperties: [{property: enum, value: ['100']}]", 114, "the enum value '100' is not a number that fits decimal(4,2)")]
    public void Refuses_an_impossible_rule(string rule, int column, string message) =>
        Assert.Equal(
            $"orders.odcs.yaml(10,{column}): {message}",
            ContractText.Problem(ContractText.With($"{{name: c, logicalType: {rule}}}")));

    [Fact]
    public void Refuses_a_pattern_that_is_no_regular_expression() =>
        Assert.StartsWith(
            "orders.odcs.yaml(10,70): '[A-' is not a regular expression: ",
            ContractText.Problem(ContractText.With("{name: c, logicalType: string, logicalTypeOptions: {pattern: '[A-'}}")),
            StringComparison.Ordinal);
}

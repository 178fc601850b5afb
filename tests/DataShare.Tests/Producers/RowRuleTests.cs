using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class RowRuleTests
{
    /// <summary>Half of the rows may be bad, so that the good row next to a bad one lands.</summary>
    private const string HalfMayBeBad = "{maxRejectPercent: 50}";

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "127", "128", "is not i8")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "-128", "-129", "is not i8")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i16}", "-32768", "32768", "is not i16")]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i32}", "2147483647", "2147483648", "is not i32")]
    [InlineData("logicalType: integer", "-9223372036854775808", "9223372036854775808", "is not i64")]
    [InlineData("logicalType: integer", "007", "1.0", "is not i64")]
    [InlineData("logicalType: integer", "+7", " 7", "is not i64")]
    [InlineData("logicalType: number", "1e3", "1e999", "is not double")]
    [InlineData("logicalType: number", "-.5", "NaN", "is not a finite number; to accept NaN and infinity, write {property: nonFinite, value: accept} at the column")]
    [InlineData("logicalType: number", "0", "1,5", "is not double")]
    [InlineData("logicalType: number, physicalType: 'decimal(5,2)'", "-999.99", "1000", "is not decimal(5,2)")]
    [InlineData("logicalType: number, physicalType: 'decimal(5,2)'", "1.2300", "1.234", "is not decimal(5,2)")]
    [InlineData("logicalType: number, physicalType: 'decimal(5,2)'", ".5", "1.2.3", "is not decimal(5,2)")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,2)'", "999999999999999999999999999999999999.99", "1000000000000000000000000000000000000", "is not decimal(38,2)")]
    [InlineData("logicalType: boolean", "TRUE", "yes", "is not boolean")]
    [InlineData("logicalType: boolean", "0", "2", "is not boolean")]
    [InlineData("logicalType: date", "2024-02-29", "2023-02-29", "is not date")]
    [InlineData("logicalType: date", "0001-01-01", "31.01.2026", "is not date")]
    [InlineData("logicalType: timestamp", "2026-01-31T10:00:00.123456+02:00", "2026-01-31T10:00:00.1234567", "is not timestamp")]
    [InlineData("logicalType: timestamp", "2026-01-31 10:00", "2026-01-31", "is not timestamp")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "2026-01-31T10:00:00", "2026-01-31T10:00:00Z", "is not timestamp without time zone")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "0B9A3C5E-1111-4222-8333-444455556666", "0b9a3c5e11114222833344445555666", "is not uuid")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: binary}", "AAEC", "AAE", "is not base64")]
    public Task A_value_that_is_not_of_the_type_rejects_its_row(string type, string good, string bad, string message) =>
        AssertRejects($"name: v, {type}", good, bad, "type", message);

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {minimum: 3}", "3", "2", "minimum", "is below the minimum 3")]
    [InlineData("logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 3}", "4", "3", "minimum", "is below or at the exclusive minimum 3")]
    [InlineData("logicalType: integer, logicalTypeOptions: {maximum: 3}", "3", "4", "maximum", "is above the maximum 3")]
    [InlineData("logicalType: integer, logicalTypeOptions: {exclusiveMaximum: 3}", "2", "3", "maximum", "is above or at the exclusive maximum 3")]
    [InlineData("logicalType: number, logicalTypeOptions: {minimum: 0.5}", "0.5", "0.49", "minimum", "is below the minimum 0.5")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)', logicalTypeOptions: {minimum: 0}", "-0", "-0.01", "minimum", "is below the minimum 0")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,0)', logicalTypeOptions: {maximum: 10}", "10", "11", "maximum", "is above the maximum 10")]
    [InlineData("logicalType: date, logicalTypeOptions: {minimum: '2000-01-01'}", "2000-01-01", "1999-12-31", "minimum", "is below the minimum 2000-01-01")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {maximum: '2026-01-01T00:00:00Z'}", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00.000001Z", "maximum", "is above the maximum 2026-01-01T00:00:00Z")]
    public Task A_value_out_of_bounds_rejects_its_row(string type, string good, string bad, string rule, string message) =>
        AssertRejects($"name: v, {type}", good, bad, rule, message);

    [Theory]
    [InlineData("logicalTypeOptions: {minLength: 2}", "ab", "a", "minLength", "is shorter than 2 characters")]
    [InlineData("logicalTypeOptions: {minLength: 2}", "😀😀", "😀", "minLength", "is shorter than 2 characters")]
    [InlineData("logicalTypeOptions: {maxLength: 3}", "abc", "abcd", "maxLength", "is longer than 3 characters")]
    [InlineData("logicalTypeOptions: {maxLength: 3}", "😀😀😀", "😀😀😀😀", "maxLength", "is longer than 3 characters")]
    [InlineData("logicalTypeOptions: {pattern: '[0-9]{5}'}", "01234", "012345", "pattern", "does not match the pattern [0-9]{5}")]
    [InlineData("logicalTypeOptions: {pattern: 'a|b'}", "b", "ab", "pattern", "does not match the pattern a|b")]
    [InlineData("customProperties: [{property: enum, value: [NEW, PAID]}]", "PAID", "paid", "enum", "is not one of NEW, PAID")]
    public Task A_text_that_breaks_a_rule_rejects_its_row(string options, string good, string bad, string rule, string message) =>
        AssertRejects($"name: v, logicalType: string, {options}", good, bad, rule, message);

    [Fact]
    public Task An_enum_of_numbers_compares_values() =>
        AssertRejects("name: v, logicalType: integer, customProperties: [{property: enum, value: [1, 2]}]", "02", "3", "enum", "is not one of 1, 2");

    [Fact]
    public async Task An_open_enum_accepts_other_values()
    {
        using var inbox = new InboxFixture(
            new TestContract("name: v, logicalType: string, customProperties: [{property: enum, value: [NEW]}, {property: enumOpen, value: true}]"));

        var landed = await inbox.IngestAsync<Landed>("a.csv", "v\nOTHER\n");

        Assert.Equal((1, 0), (landed.AcceptedRows, landed.RejectedRows));
    }

    [Theory]
    [InlineData("required: true", "required", "is null, but the column is required")]
    [InlineData("required: true, primaryKey: true, primaryKeyPosition: 1", "primaryKey", "is null, but the column is part of the primary key")]
    public async Task A_null_in_a_required_column_rejects_its_row(string options, string rule, string message)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, logicalType: string, {options}", TestContract.Name) { OnViolation = HalfMayBeBad });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "v,name\nx,good\n,bad\n");

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal((2, "v", null, rule), (violation.Row, violation.Column, violation.Value, violation.Rule));
        Assert.Equal($"column 'v' {message}", violation.Message);
        Assert.Equal("x|good", inbox.Row("select v, name from lake"));
    }

    [Fact]
    public async Task A_row_that_breaks_several_rules_is_one_rejected_row()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Amount) { OnViolation = HalfMayBeBad });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,amount\nx,y\n1,2\n");

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["id", "amount"], inbox.Reason(landed.LoadId).Violations.Select(v => v.Column));
        Assert.Equal("1|2.00|2", inbox.Row("select id, amount, _source_row from lake"));
    }

    private static async Task AssertRejects(string column, string good, string bad, string rule, string message)
    {
        using var inbox = new InboxFixture(new TestContract(column) { OnViolation = HalfMayBeBad });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"v\n\"{bad}\"\n\"{good}\"\n");

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal((1, 2, "v", bad, rule), (violation.Row, violation.Line, violation.Column, violation.Value, violation.Rule));
        Assert.Equal($"column 'v': '{bad}' {message}", violation.Message);
    }
}

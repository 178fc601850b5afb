using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

/// <summary>A contract's own statements about its evolution: mode, waivers, mapping.</summary>
public sealed class EvolutionReaderTests
{
    [Fact]
    public void Reads_defaults_aliases_and_deprecated_columns()
    {
        var column = ContractText.Column(
            "{name: amount, logicalType: number, deprecated: true, customProperties: [{property: default, value: 1.5}, {property: aliases, value: [Amount, total]}]}");

        Assert.Equal("1.5", column.Default);
        Assert.Equal(["Amount", "total"], column.Aliases);
        Assert.True(column.Deprecated);
    }

    [Fact]
    public void Reads_waivers()
    {
        var contract = ContractText.Valid(ContractText.With(
            root: "  - {property: waivers, value: [{change: columns.amount, consumer: bi, until: 2026-12-31, agreedBy: ana@example.com}]}"));

        Assert.Equal(new Waiver("columns.amount", "bi", new DateOnly(2026, 12, 31), "ana@example.com"), Assert.Single(contract.Waivers));
    }

    [Fact]
    public void Reads_a_mapping_both_ways()
    {
        var contract = ContractText.Valid(ContractText.With(
            root: "  - {property: mapping, value: {up: {amount: 'cast(cents as decimal(18,2)) / 100'}, down: {cents: 'cast(round(amount * 100) as bigint)'}}}"));

        Assert.Equal(["cents"], contract.Mapping.Up["amount"].Columns);
        Assert.Equal(["amount"], contract.Mapping.Down["cents"].Columns);
    }

    [Fact]
    public void Keeps_rescued_values_in_an_additional_column()
    {
        var contract = ContractText.Valid(ContractText.With(root: "  - {property: onViolation, value: {unknownColumn: rescue}}"));

        Assert.Equal(["order_id", "amount", "_rescued"], contract.LandedColumns.Select(c => c.Name));
        Assert.False(contract.LandedColumns[^1].IsRestricted);
    }

    [Fact]
    public void Rescued_values_are_restricted_if_a_column_is_restricted() => Assert.True(ContractText.Valid(ContractText.With(
        property: "{name: email, logicalType: string, classification: restricted}",
        root: "  - {property: onViolation, value: {unknownColumn: rescue}}")).LandedColumns[^1].IsRestricted);

    [Theory]
    [InlineData("{name: amount, logicalType: number, customProperties: [{property: default, value: much}]}", "the default 'much' is not a number")]
    [InlineData("{name: amount, logicalType: number, customProperties: [{property: aliases, value: [amount]}]}", "the alias 'amount' is the column's own name")]
    [InlineData("{name: amount, logicalType: number, customProperties: [{property: aliases, value: [order_id]}]}", "the alias 'order_id' of column 'amount' also means 'order_id'")]
    public void Refuses_invalid_properties_of_a_column(string property, string message) =>
        Assert.Contains(message, ContractText.Problem(ContractText.With(property)), StringComparison.Ordinal);

    [Fact]
    public void Refuses_an_alias_that_two_columns_have() => Assert.Contains(
        "the alias 'sum' of column 'total' also means 'amount'",
        ContractText.Problem(ContractText.With(
            "{name: amount, logicalType: number, customProperties: [{property: aliases, value: [sum]}]}\n      - {name: total, logicalType: number, customProperties: [{property: aliases, value: [sum]}]}")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("waivers, value: [{change: columns.amount, consumer: bi, until: soon, agreedBy: ana}]", "'soon' is not a date")]
    [InlineData("mapping, value: {up: {amuont: '1'}}", "the schema has no column 'amuont'; did you mean 'amount'?")]
    [InlineData("mapping, value: {down: {cents: amuont * 100}}", "the schema has no column 'amuont'; did you mean 'amount'?")]
    [InlineData("mapping, value: {up: {amount: (select 1)}}", "'(select 1)' is not a valid mapping: found 'select'")]
    [InlineData("mapping, value: {up: {amount: abs(cents)}}", "the function 'abs' is not supported")]
    public void Refuses_invalid_properties_of_the_contract(string custom, string message) => Assert.Contains(
        message, ContractText.Problem(ContractText.With(root: $"  - {{property: {custom}}}")), StringComparison.Ordinal);
}

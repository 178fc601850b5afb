using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class ColumnMatchTests
{
    private const string Amount = "name: amount, logicalType: number, physicalType: 'decimal(9,2)', required: true, customProperties: [{property: aliases, value: [betrag, Sum]}]";

    [Theory]
    [InlineData("id,amount\n1,2.50\n")]
    [InlineData("betrag,id\n2.50,1\n")]
    [InlineData("id,Sum\n1,2.50\n")]
    public async Task A_column_is_found_under_its_name_and_its_aliases(string content)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Amount));

        await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal("1|2.50", inbox.Row("select id, amount from lake"));
    }

    [Fact]
    public async Task A_parquet_column_is_found_under_an_alias()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Amount));

        await ParquetLandingTests.Ingest<Landed>(inbox, "select 1 as id, 2.5::decimal(9,2) as betrag");

        Assert.Equal("1|2.50", inbox.Row("select id, amount from lake"));
    }

    [Fact]
    public async Task A_column_under_its_name_and_its_alias_is_refused()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Amount));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,amount,betrag\n1,2,3\n");

        Assert.Equal("The columns do not fit contract orders 1.0.0: duplicate 'amount'. Expected id, amount (or betrag, Sum).", outcome.Reason);
    }

    [Theory]
    [InlineData("logicalType: integer, logicalTypeOptions: {format: i8}", "-7", "-7")]
    [InlineData("logicalType: number, physicalType: 'decimal(9,2)'", "1.5", "1.50")]
    [InlineData("logicalType: number, physicalType: 'decimal(38,2)'", "1.5", "1.50")]
    [InlineData("logicalType: number", "0.5", "0.5")]
    [InlineData("logicalType: boolean", "'true'", "true")]
    [InlineData("logicalType: date", "'2026-01-31'", "2026-01-31")]
    [InlineData("logicalType: timestamp", "'2026-01-31'", "2026-01-31 00:00:00+00")]
    [InlineData("logicalType: timestamp", "'2026-01-31T10:00:00+02:00'", "2026-01-31 08:00:00+00")]
    [InlineData("logicalType: timestamp, logicalTypeOptions: {timezone: false}", "'2026-01-31 10:00'", "2026-01-31 10:00:00")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "'{0B9A3C5E-1111-4222-8333-444455556666}'", "0b9a3c5e-1111-4222-8333-444455556666")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: binary}", "'AP8='", "\\x00\\xFF")]
    [InlineData("logicalType: string", "''", "")]
    [InlineData("logicalType: string", "'null'", "null")]
    public async Task A_missing_required_column_gets_its_default(string type, string value, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(
            TestContract.Id, $"name: v, {type}, required: true, customProperties: [{{property: default, value: {value}}}]")
        {
            // The default has the form of the contract, not of the dialect.
            Csv = "{decimal: ',', delimiter: ';', dateFormats: [dd.MM.yyyy], timestampFormats: [dd.MM.yyyy], nullValues: ['null']}",
        });

        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");
        await ParquetLandingTests.Ingest<Landed>(inbox, "select 2 as id");

        Assert.Equal([$"1|{expected}", $"2|{expected}"], inbox.Rows("select id, v from lake order by id"));
        Assert.Equal("2", inbox.Row("select count(v) from lake"));
    }

    [Fact]
    public async Task A_missing_nullable_column_gets_its_default_too()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: v, logicalType: string, customProperties: [{property: default, value: x}]"));

        await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");

        Assert.Equal("1|x", inbox.Row("select id, v from lake"));
    }

    [Fact]
    public async Task A_default_does_not_replace_nulls_of_an_existing_column()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: v, logicalType: string, required: true, customProperties: [{property: default, value: x}]"));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,v\n1,\n");

        Assert.Contains("column 'v' is null, but the column is required", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_column_never_gets_its_default()
    {
        using var inbox = new InboxFixture(new TestContract(
            TestContract.Id, "name: k, logicalType: string, required: true, primaryKey: true, customProperties: [{property: default, value: x}]"));

        Assert.Contains("missing 'k'", (await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_that_breaks_a_rule_of_its_column_is_reported_like_any_value()
    {
        using var inbox = new InboxFixture(new TestContract(
            TestContract.Id, "name: v, logicalType: string, required: true, logicalTypeOptions: {maxLength: 1}, customProperties: [{property: default, value: xx}]"));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n");

        Assert.Contains("column 'v': 'xx' is longer than 1 character", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bound_of_a_timestamp_may_be_a_date()
    {
        using var inbox = new InboxFixture(new TestContract("name: t, logicalType: timestamp, logicalTypeOptions: {minimum: '2026-01-01'}") { OnViolation = "{maxRejectPercent: 50}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "t\n2026-01-01T00:00:00Z\n2025-12-31T23:59:59Z\n");

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
    }

    [Theory]
    [InlineData("decimal(9,2)", "0.005")]
    [InlineData("decimal(38,2)", "0.01")]
    public async Task A_bound_may_have_more_digits_than_its_column(string type, string minimum)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, logicalType: number, physicalType: '{type}', logicalTypeOptions: {{minimum: {minimum}, maximum: 1e3}}") { OnViolation = "{maxRejectPercent: 90}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "v\n0.00\n0.01\n1000\n1000.01\n");

        Assert.Equal((2, 2), (landed.AcceptedRows, landed.RejectedRows));
    }
}

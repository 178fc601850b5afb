using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A file is checked with the dataset's rules before any of its rows is visible.</summary>
public sealed class QualityTests
{
    private const string Email = "name: email, logicalType: string";
    private const string Rows = "id,email\n1,a@x.de\n2,\n3,a@x.de\n4,nope\n";

    [Theory]
    // Four rows: one without an address, two with the same address, one with an invalid address.
    [InlineData("metric: rowCount, mustBe: 4", null)]
    [InlineData("metric: rowCount, mustBe: 5", "The rule rowCount found 4; expected 5")]
    [InlineData("metric: rowCount, mustNotBe: 4", "The rule rowCount found 4; expected anything but 4")]
    [InlineData("metric: rowCount, mustBeGreaterThan: 3", null)]
    [InlineData("metric: rowCount, mustBeGreaterThan: 4", "The rule rowCount found 4; expected more than 4")]
    [InlineData("metric: rowCount, mustBeGreaterOrEqualTo: 4", null)]
    [InlineData("metric: rowCount, mustBeGreaterOrEqualTo: 5", "The rule rowCount found 4; expected 5 or more")]
    [InlineData("metric: rowCount, mustBeLessThan: 5", null)]
    [InlineData("metric: rowCount, mustBeLessThan: 4", "The rule rowCount found 4; expected less than 4")]
    [InlineData("metric: rowCount, mustBeLessOrEqualTo: 4", null)]
    [InlineData("metric: rowCount, mustBeLessOrEqualTo: 3", "The rule rowCount found 4; expected 3 or less")]
    [InlineData("metric: rowCount, mustBeBetween: [4, 9]", null)]
    [InlineData("metric: rowCount, mustBeBetween: [5, 9]", "The rule rowCount found 4; expected between 5 and 9")]
    [InlineData("metric: rowCount, mustNotBeBetween: [5, 9]", null)]
    [InlineData("metric: rowCount, mustNotBeBetween: [1, 4]", "The rule rowCount found 4; expected not between 1 and 4")]
    [InlineData("metric: nullValues, arguments: {properties: [email]}, mustBe: 1", null)]
    [InlineData("metric: nullValues, arguments: {properties: [email]}, mustBe: 0", "The rule nullValues(email) found 1; expected 0")]
    [InlineData("metric: nullValues, arguments: {properties: [email]}, unit: percent, mustBeLessThan: 25", "The rule nullValues(email) found 25 %; expected less than 25 %")]
    [InlineData("metric: missingValues, arguments: {properties: [email], missingValues: [null, nope]}, mustBe: 2", null)]
    [InlineData("metric: missingValues, arguments: {properties: [email], missingValues: [nope]}, mustBe: 2", "The rule missingValues(email) found 1; expected 2")]
    [InlineData("metric: invalidValues, arguments: {properties: [email], pattern: '.+@.+'}, mustBe: 1", null)]
    [InlineData("metric: invalidValues, arguments: {properties: [email], validValues: [nope]}, mustBe: 0", "The rule invalidValues(email) found 2; expected 0")]
    [InlineData("metric: invalidValues, arguments: {properties: [email], minLength: 5}, mustBe: 1", null)]
    [InlineData("metric: invalidValues, arguments: {properties: [email], maxLength: 5}, mustBe: 2", null)]
    [InlineData("metric: duplicateValues, arguments: {properties: [email]}, mustBe: 1", null)]
    [InlineData("metric: duplicateValues, arguments: {properties: [email]}, mustBe: 0", "The rule duplicateValues(email) found 1; expected 0")]
    [InlineData("metric: duplicateValues, arguments: {properties: [id, email]}, mustBe: 0", null)]
    [InlineData("type: sql, query: 'select count(*) from ${object} where id > 2', mustBe: 2", null)]
    [InlineData("type: sql, query: 'select sum(id) from orders;', mustBeLessThan: 10", "The rule sql found 10; expected less than 10")]
    [InlineData("type: sql, name: first letter, query: 'select max(email) from {table}', mustBe: nope", null)]
    [InlineData("type: sql, name: first letter, query: 'with t as (from orders) select min(email) from t', mustBe: b", "The rule first letter found a@x.de; expected b")]
    [InlineData("type: sql, query: 'select max(id) > 3 from orders', mustBe: true", null)]
    [InlineData("type: sql, query: 'select max(id) > 4 from orders', mustBe: true", "The rule sql found false; expected true")]
    [InlineData("type: sql, query: 'select id from orders', mustBe: 1", "The rule sql gave several rows; expected one row with one value")]
    [InlineData("type: sql, query: 'select nothing from orders', mustBe: 1", "The rule sql cannot be checked: Binder Error")]
    [InlineData("type: sql, query: 'select 1) limit 2; drop view _staged; select * from (select 1', mustBe: 1", "The rule sql is not run: its query is not one select, or cannot be parsed; expected one read-only statement")]
    [InlineData("type: sql, query: 'select 1; select 2', mustBe: 1", "The rule sql is not run: its query is not one select")]
    [InlineData("type: sql, query: \"copy (select 1) to 'x.csv'\", mustBe: 1", "The rule sql is not run: its query is not one select")]
    [InlineData("type: sql, query: 'set threads = 1', mustBe: 1", "The rule sql is not run: its query is not one select")]
    [InlineData("type: sql, query: \"select count(*) from read_csv('/etc/passwd')\", mustBe: 1", "The rule sql cannot be checked: Permission Error")]
    public async Task A_file_that_breaks_a_rule_does_not_land(string rule, string? reason)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Email) { Quality = $"[{{{rule}}}]" });

        if (reason is null)
        {
            Assert.Equal((4, 0), await inbox.IngestAsync<Landed>("a.csv", Rows) is var landed ? (landed.AcceptedRows, landed.RejectedRows) : default);
            return;
        }

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", Rows);

        Assert.StartsWith(reason, outcome.Reason, StringComparison.Ordinal);
        Assert.EndsWith("(contract orders 1.0.0).", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(-1, inbox.Log().Version);
        Assert.Empty(inbox.Parts);
        Assert.Empty(inbox.Claims);
        Assert.Equal("quality", inbox.Reason(outcome.LoadId).Rule);
    }

    [Fact]
    public async Task A_rule_at_a_column_is_about_that_column()
    {
        using var inbox = new InboxFixture(new TestContract(
            TestContract.Id, Email + ", quality: [{metric: nullValues, mustBe: 0}, {type: sql, query: 'select count(distinct ${property}) from ${object}', mustBe: 2}]"));

        Assert.Equal(
            "The rule nullValues(email) found 1; expected 0 (contract orders 1.0.0).",
            (await inbox.IngestAsync<Quarantined>("a.csv", Rows)).Reason);
    }

    [Fact]
    public async Task A_rule_in_words_does_not_switch_off_the_others()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Email)
        {
            Quality = "[{type: text, description: 'Every customer has one address.'}, {metric: rowCount, mustBe: 5}]",
        });

        Assert.Equal("The rule rowCount found 4; expected 5 (contract orders 1.0.0).", (await inbox.IngestAsync<Quarantined>("a.csv", Rows)).Reason);
    }

    [Theory]
    [InlineData("integer, logicalTypeOptions: {format: i8}", "1", "TINYINT")]
    [InlineData("integer, logicalTypeOptions: {format: i16}", "1", "SMALLINT")]
    [InlineData("integer, logicalTypeOptions: {format: i32}", "1", "INTEGER")]
    [InlineData("integer", "1", "BIGINT")]
    [InlineData("number", "1.5", "DOUBLE")]
    [InlineData("number, physicalType: 'decimal(9,2)'", "1.5", "DECIMAL(9,2)")]
    [InlineData("number, physicalType: 'decimal(38,2)'", "1.5", "DECIMAL(38,2)")]
    [InlineData("boolean", "true", "BOOLEAN")]
    [InlineData("date", "2026-01-31", "DATE")]
    [InlineData("timestamp", "2026-01-31T10:00:00Z", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("timestamp, logicalTypeOptions: {timezone: false}", "2026-01-31T10:00:00", "TIMESTAMP")]
    [InlineData("string, logicalTypeOptions: {format: uuid}", "0188ba4c-0000-7000-8000-000000000001", "UUID")]
    [InlineData("string, logicalTypeOptions: {format: binary}", "AQI=", "BLOB")]
    [InlineData("string", "x", "VARCHAR")]
    public async Task A_query_sees_a_column_under_its_type(string type, string value, string shown)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, $"name: it, logicalType: {type}")
        {
            Quality = $"[{{type: sql, query: 'select typeof(it) from orders', mustBe: '{shown}'}}]",
        });

        await inbox.IngestAsync<Landed>("a.csv", $"id,it\n1,{value}\n");
    }

    [Fact]
    public async Task A_rule_of_severity_warning_lands_with_a_note()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Email)
        {
            Quality = "[{metric: rowCount, mustBeGreaterThan: 100, severity: warning}, {type: sql, query: 'select nothing', mustBe: 1, severity: info}]",
        });

        var landed = await inbox.IngestAsync<Landed>("a.csv", Rows);

        Assert.Equal("The rule rowCount found 4; expected more than 100", landed.Notes[0]);
        Assert.Equal(2, landed.Notes.Count);
        Assert.Equal(landed.Notes, (await inbox.DropFactsAsync()).Notes);
    }

    [Fact]
    public async Task Small_files_that_share_a_commit_are_checked_separately()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Email) { Quality = "[{metric: rowCount, mustBeGreaterThan: 1}]" });
        inbox.Drop("a.csv", "id,email\n1,a\n2,b\n");
        inbox.Drop("b.csv", "id,email\n3,c\n");
        inbox.Drop("c.csv", "id,email\n4,d\n5,e\n");
        inbox.Drop("d.csv", "id,email\n");

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(["b.csv", "d.csv"], outcomes.OfType<Quarantined>().Select(o => o.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["a.csv", "c.csv"], outcomes.OfType<Landed>().Select(o => o.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["1|1", "2|2", "4|1", "5|2"], inbox.Rows("select id, _source_row from lake order by id"));
        Assert.Equal(0, inbox.Log().Version);
    }

    [Theory]
    [InlineData("""{"rows": 4, "sums": {"id": 10}}""", null)]
    [InlineData("""{"rows": 4, "sums": {"id": "10.00"}}""", null)]
    [InlineData("""{"rows": 5}""", "The file has 4 rows (4 accepted, 0 rejected), but its sidecar says 5.")]
    [InlineData("""{"sums": {"id": 11}}""", "The sum of 'id' is 10, but the sidecar says 11")]
    [InlineData("""{"sums": {"email": 11}}""", "The sidecar gives a sum of 'email', which is not a numeric column")]
    [InlineData("""{"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}""", "The file has the SHA-256 ")]
    [InlineData("""{"rows": "4"}""", "The sidecar a.csv.meta.json(1,10): 'rows' is not a whole number of 0 or more.")]
    [InlineData("""{"sums": {"id": "x"}}""", "The sidecar a.csv.meta.json(1,17): the sum of 'id' is not a number such as 12.50.")]
    public async Task A_file_must_match_its_sidecar(string sidecar, string? reason)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Email));
        inbox.Drop("a.csv.meta.json", sidecar);

        inbox.Drop("a.csv", Rows);
        var outcome = Assert.Single(await inbox.IngestAsync());

        if (reason is null)
        {
            Assert.IsType<Landed>(outcome);
        }
        else
        {
            Assert.StartsWith(reason, Assert.IsType<Quarantined>(outcome).Reason, StringComparison.Ordinal);
            Assert.Equal(-1, inbox.Log().Version);
        }
    }
}

using DataShare.Producers;
using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Rows that break a rule together with other rows are rejected like any other bad row.</summary>
public sealed class KeyAndReferenceTests
{
    private const string Key = "name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("append")]
    [InlineData("snapshot")]
    public async Task The_first_row_with_a_key_lands_and_later_ones_are_rejected(string mode)
    {
        using var inbox = new InboxFixture(new TestContract(Key, TestContract.Name) { Write = $"{{mode: {mode}}}", OnViolation = "{maxRejectPercent: 90}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n2,Bob\n1,Cy\nx,Di\n1,\"E\nva\"\n");

        Assert.Equal((2, 3), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|Ada|1", "2|Bob|2"], inbox.Rows("select id, name, _source_row from lake order by id"));
        Assert.Equal(
            ["3|unique|1,Cy", "4|type|x,Di", "5|unique|1,\"E\nva\""],
            DuckDb.Lines($"select row, rule, raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
        Assert.Contains("column 'id': '1' is the key of an earlier row in the file", inbox.Reason(landed.LoadId).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_may_have_any_name()
    {
        using var inbox = new InboxFixture(new TestContract(Key.Replace("name: id", "name: _first", StringComparison.Ordinal)) { OnViolation = "{maxRejectPercent: 90}" });

        Assert.Equal(1, (await inbox.IngestAsync<Landed>("a.csv", "_first\n1\n1\n")).AcceptedRows);
    }

    [Fact]
    public async Task In_a_merge_a_key_may_come_several_times()
    {
        using var inbox = new InboxFixture(new TestContract(Key, TestContract.Name) { Write = "{mode: merge}" });

        Assert.Equal(2, (await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n1,Cy\n")).AcceptedRows);
    }

    [Fact]
    public async Task Too_many_of_them_refuse_the_file()
    {
        using var inbox = new InboxFixture(new TestContract(Key) { OnViolation = "{badRow: rejectFile}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n2\n1\n");

        Assert.Contains("1 of 3 rows breaks a rule", outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Small_files_that_share_a_commit_may_have_the_same_keys()
    {
        using var inbox = new InboxFixture(new TestContract(Key) { OnViolation = "{maxRejectPercent: 90}" });
        inbox.Drop("a.csv", "id\n1\n2\n");
        inbox.Drop("b.csv", "id\n1\n1\n");

        var outcomes = (await inbox.IngestAsync()).Cast<Landed>().ToList();

        Assert.Equal([(2, 0), (1, 1)], outcomes.Select(o => (o.AcceptedRows, o.RejectedRows)));
        Assert.Equal(0, inbox.Log().Version);
    }

    [Fact]
    public async Task The_key_of_a_parquet_file_is_checked_too()
    {
        using var inbox = new InboxFixture(new TestContract(Key, TestContract.Name) { OnViolation = "{maxRejectPercent: 90}" });
        var path = inbox.Folder["inbox", "orders", "a.parquet"];
        DuckDb.Run($"copy (select * from (values (1, 'Ada'), (2, 'Bob'), (1, 'Cy')) t(id, name)) to '{path}'");
        inbox.Settle(path);

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal((2, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows("select id, name from lake order by id"));
    }

    [Fact]
    public async Task A_replayed_duplicate_is_still_a_duplicate()
    {
        using var inbox = new InboxFixture(new TestContract(Key, TestContract.Name) { OnViolation = "{maxRejectPercent: 90}" });
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n1,Cy\n");

        var outcomes = await inbox.NewReplay().RunAsync(inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, landed.LoadId)!, null, "ada", older: false, null, Ct);

        Assert.IsType<NotReplayed>(Assert.Single(outcomes));
        Assert.Equal(["1|Ada"], inbox.Rows("select id, name from lake"));
    }

    [Fact]
    public async Task A_row_that_refers_to_no_row_of_the_other_dataset_is_rejected()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: customer, logicalType: integer, relationships: [{to: customers.customer_id}]")
        {
            OnViolation = "{maxRejectPercent: 90}",
        });
        await LandCustomersAsync(inbox, "customer_id,gone\n7,\n8,\n9,\n8,D\n");

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,customer\n1,7\n2,8\n3,\n4,10\n");

        Assert.Equal(["1|7", "3|null"], inbox.Rows("select id, customer from lake order by id"));
        Assert.Equal(
            ["2|column 'customer': '8' is not in customers.customer_id", "4|column 'customer': '10' is not in customers.customer_id"],
            DuckDb.Lines($"select row, message from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
    }

    [Fact]
    public async Task A_key_that_was_deleted_and_came_back_may_be_referred_to()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: customer, logicalType: integer, relationships: [{to: customers.customer_id}]"));
        await LandCustomersAsync(inbox, "customer_id,gone\n7,x\n7,D\n7,\n");

        Assert.Equal(1, (await inbox.IngestAsync<Landed>("a.csv", "id,customer\n1,7\n")).AcceptedRows);
    }

    [Theory]
    [InlineData("logicalType: number, physicalType: 'decimal(4,2)'", "1.5", "1.50")]
    [InlineData("logicalType: number", "1", "1.0")]
    [InlineData("logicalType: integer", "+1", "1")]
    [InlineData("logicalType: boolean", "true", "1")]
    [InlineData("logicalType: date", "2026-01-31", "2026-01-31")]
    [InlineData("logicalType: timestamp", "2026-01-31T10:00:00Z", "2026-01-31T12:00:00+02:00")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: uuid}", "A2345678-9abc-def0-1234-56789abcdef0", "a2345678-9ABC-def0-1234-56789abcdef0")]
    [InlineData("logicalType: string, logicalTypeOptions: {format: binary}", "YQA=", "YQA=")]
    public async Task A_deleted_key_is_known_by_a_marker_of_any_type(string type, string marker, string inFile)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: customer, logicalType: integer, relationships: [{to: customers.customer_id}]")
        {
            OnViolation = "{maxRejectPercent: 90}",
        });
        await LandCustomersAsync(inbox, $"customer_id,gone\n7,\n8,{inFile}\n", type, marker);

        Assert.Equal((1, 1), (await inbox.IngestAsync<Landed>("a.csv", "id,customer\n1,7\n2,8\n")) is var landed ? (landed.AcceptedRows, landed.RejectedRows) : default);
    }

    [Fact]
    public async Task A_reference_to_a_dataset_without_rows_is_rejected()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: customer, logicalType: integer, relationships: [{to: customers.customer_id}]"));

        Assert.Contains("is not in customers.customer_id", (await inbox.IngestAsync<Quarantined>("a.csv", "id,customer\n1,7\n")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_may_refer_to_another_of_its_own_file()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: parent, logicalType: integer, relationships: [{to: orders.id}]")
        {
            OnViolation = "{maxRejectPercent: 90}",
        });

        var first = await inbox.IngestAsync<Landed>("a.csv", "id,parent\n1,\n2,1\n3,9\n");
        var second = await inbox.IngestAsync<Landed>("b.csv", "id,parent\n4,2\n5,3\n");

        Assert.Equal([(2, 1), (1, 1)], new[] { first, second }.Select(l => (l.AcceptedRows, l.RejectedRows)));
    }

    [Fact]
    public async Task A_reference_to_a_key_of_several_columns_has_as_many_columns()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, "name: a, logicalType: integer", "name: b, logicalType: string")
        {
            Relationships = "[{from: [orders.a, orders.b], to: [customers.customer_id, customers.gone]}]",
            OnViolation = "{maxRejectPercent: 90}",
        });
        await LandCustomersAsync(inbox, "customer_id,gone\n7,x\n");

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,a,b\n1,7,x\n2,7,y\n3,7,\n");

        Assert.Equal((2, 1), (landed.AcceptedRows, landed.RejectedRows));
    }

    private static async Task LandCustomersAsync(InboxFixture inbox, string content, string type = "logicalType: string", string marker = "D")
    {
        inbox.Folder.Write("contracts/customers/1.0.0.odcs.yaml", $$"""
            apiVersion: v3.1.0
            kind: DataContract
            id: customers
            version: 1.0.0
            status: active
            schema:
              - name: customers
                properties:
                  - {name: customer_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
                  - {name: gone, {{type}} }
            customProperties:
              - {property: write, value: {mode: merge, deleteMarker: {column: gone, value: '{{marker}}'} } }
            """);
        var reading = ContractCatalog.Load(inbox.Folder["contracts"]);
        Assert.Empty(reading.Problems);
        inbox.Use(reading.Catalog);
        inbox.Settle(inbox.Folder.Write("inbox/customers/c.csv", content));
        var outcomes = (await inbox.NewIngest().RunAsync(DatasetName.Parse("customers"), new IngestOptions(), null, Ct)).Outcomes;
        Assert.IsType<Landed>(Assert.Single(outcomes));
    }
}

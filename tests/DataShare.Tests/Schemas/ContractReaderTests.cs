using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ContractReaderTests
{
    [Fact]
    public void Reads_every_part_of_a_contract()
    {
        var contract = ContractText.Valid(ContractText.With(
            servers: "[{server: inbox, type: local, path: inbox/orders, format: csv, customProperties: [{property: csv, value: {delimiter: ';', encoding: windows-1252, nullValues: ['', NULL_], decimal: ',', header: false, dateFormats: [dd.MM.yyyy], timestampFormats: ['dd.MM.yyyy HH:mm']}}, {property: arrival, value: {settle: 500ms, marker: .done, identity: name+content}}]}, {server: lake, type: s3, location: 's3://x', format: parquet}]",
            property: "{name: amount, logicalType: number, classification: Restricted, required: true, description: What was paid}",
            root: "  - {property: compatibility, value: BACKWARD}\n  - {property: onViolation, value: {unknownColumn: ignore, badRow: rejectFile, maxRejectPercent: 0.5}}\nname: Orders\nstatus: deprecated\nteam: {name: shop, members: [{username: ada}]}\nslaProperties: [{property: frequency, value: 1, unit: d}]"));

        Assert.Equal(("orders", "1.0.0", "Orders", "deprecated", "shop"), (contract.Dataset.Value, contract.Version.ToString(), contract.Title, contract.Status, contract.Team));
        Assert.Equal((FileFormat.Csv, ";", "windows-1252", ',', false), (contract.Inbox.Format, contract.Inbox.Csv.Delimiter, contract.Inbox.Csv.Encoding, contract.Inbox.Csv.Decimal, contract.Inbox.Csv.Header));
        Assert.Equal(["", "NULL_"], contract.Inbox.Csv.NullValues);
        Assert.Equal(["dd.MM.yyyy", "dd.MM.yyyy HH:mm"], contract.Inbox.Csv.DateFormats.Concat(contract.Inbox.Csv.TimestampFormats));
        Assert.Equal(new ArrivalRules { Settle = TimeSpan.FromMilliseconds(500), MarkerSuffix = ".done", Identity = DropIdentity.NameAndContent }, contract.Inbox.Arrival);
        Assert.Equal(new ViolationRules(UnknownColumnRule.Ignore, BadRowRule.RejectFile, 0.5m), contract.OnViolation);
        Assert.Equal(CompatibilityMode.Backward, contract.Compatibility);
        Assert.Equal([new ServiceLevel("frequency", "1", "d")], contract.ServiceLevels);
        Assert.Equal(("amount", "amount", true, true, "What was paid"), (contract.Columns[1].Id, contract.Columns[1].Name, contract.Columns[1].Required, contract.Columns[1].IsRestricted, contract.Columns[1].Description));
    }

    [Fact]
    public void Missing_settings_have_their_defaults()
    {
        var contract = ContractText.Valid(ContractText.With());

        Assert.Equal(("active", CompatibilityMode.FullTransitive, new WriteRules(), new ViolationRules(), new ArrivalRules()), (contract.Status, contract.Compatibility, contract.Write, contract.OnViolation, contract.Inbox.Arrival));
        Assert.Equal([""], contract.Inbox.Csv.NullValues);
        Assert.Equal((null, ",", "utf-8"), (contract.Inbox.Format, contract.Inbox.Csv.Delimiter, contract.Inbox.Csv.Encoding));
    }

    [Fact]
    public void Accepts_keys_of_the_standard_that_DataShare_does_not_use() => ContractText.Valid(
        """
        apiVersion: v3.2.0
        kind: DataContract
        id: orders
        version: 1.0.0
        domain: shop
        tenant: acme
        dataProduct: sales
        contractCreatedTs: 2026-01-31T12:00:00Z
        tags: [a, b]
        context: {instructions: Sum amounts by country.}
        description: {purpose: p, usage: u, limitations: l, authoritativeDefinitions: [{url: "https://x", type: doc}]}
        authoritativeDefinitions: [{url: "https://x", type: doc}]
        support: [{channel: "#orders", url: "https://x"}]
        price: {priceAmount: 1, priceCurrency: EUR, priceUnit: GB}
        roles: [{role: reader, access: read}]
        team: [{username: ada}]
        servers: [{server: prod, type: postgres, host: h, port: 5432, database: d, schema: s, customProperties: [{property: x, value: 1}]}]
        schema:
          - name: orders
            physicalName: orders_1
            physicalType: table
            logicalType: object
            businessName: Orders
            dataGranularityDescription: A row per order
            relationships: [{from: orders.id, to: customers.id}]
            properties:
              - name: id
                businessName: Order number
                physicalName: ORDER_ID
                physicalType: BIGINT
                logicalType: integer
                unique: true
                partitioned: false
                partitionKeyPosition: -1
                primaryKeyPosition: -1
                criticalDataElement: true
                encryptedName: x
                transformLogic: a
                transformDescription: b
                transformSourceObjects: [c]
                examples: [1, 2]
                tags: [k]
                relationships: [{to: other.id}]
                authoritativeDefinitions: [{url: "https://x", type: doc}]
        """);

    [Fact]
    public void Reads_quality_rules_of_the_dataset_and_of_a_column()
    {
        var contract = ContractText.Valid(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: 1.0.0
            schema:
              - name: orders
                properties:
                  - {name: a, logicalType: string, unique: true, quality: [{metric: nullValues, mustBeLessThan: 5, unit: percent}]}
                quality:
                  - {metric: rowCount, mustBeBetween: [1, 10]}
                  - {type: sql, query: "select count(*) from {object}", mustBe: 3}
                  - {type: text, description: in words}
                  - {type: custom, engine: soda, implementation: {checks: 1}}
                  - {metric: duplicateValues, arguments: {properties: [a]}, mustBe: 0}
            """);

        Assert.Equal(
            ["duplicateValues mustBe 0 a", "nullValues mustBeLessThan 5 a", "rowCount mustBeBetween 1,10 ", "sql mustBe 3 select count(*) from {object}", "duplicateValues mustBe 0 a"],
            contract.Quality.Select(q => $"{q.Metric} {q.Operator} {q.Value} {string.Join(',', q.Columns)}{q.Query}"));
    }

    [Fact]
    public void A_key_column_is_always_required_and_its_position_is_the_order()
    {
        var contract = ContractText.Valid(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: lines
            version: 2.1.3
            schema:
              - name: lines
                properties:
                  - {name: line, logicalType: integer, primaryKey: true, primaryKeyPosition: 2}
                  - {name: order, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
            """);

        Assert.Equal(["order", "line"], contract.PrimaryKey.Select(c => c.Name));
        Assert.All(contract.Columns, c => Assert.True(c.Required));
    }

    [Fact]
    public void Reports_all_problems_together_in_the_order_of_the_file()
    {
        var reading = ContractReader.Read(ContractText.With("{name: c, logicalType: strign}", root: "statsu: active\nversion: 1.0.0").Replace("v3.1.0", "v9", StringComparison.Ordinal), "c.yaml");

        Assert.Equal(
            ["c.yaml(1,13): 'v9' is not known for 'apiVersion'; expected v3.1.0, v3.2.0", "c.yaml(10,32): 'strign' is not a logicalType; did you mean 'string'?", "c.yaml(13,1): unknown key 'statsu'; did you mean 'status'?", "c.yaml(14,1): the key 'version' is a duplicate; first in line 4"],
            reading.Problems.Select(p => p.ToString()));
    }
}

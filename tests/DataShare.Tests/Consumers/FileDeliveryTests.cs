using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public abstract class FileDeliveryTests(TestEngine engine) : ConsumerTestBase(engine)
{
    [Fact]
    public async Task Writes_a_csv_file_for_each_batch_named_by_its_range()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1, columns: [country, order_id]}]\ndeliver: {files: {path: outbox}}");
        var first = await ArriveAsync(Orders, "values (1, 'A,\"T\"', 'a@x'), (2, null, 'b@x')");
        var outcome = Assert.IsType<PollOutcome.Delivered>(await PollAsync(consumer));
        var second = await ArriveAsync(Orders, "values (3, 'Österreich', 'c@x')");
        var third = await ArriveAsync(Orders, "values (4, '', 'd@x')");
        await PollAsync(consumer);

        Assert.Equal(
            [
                $"orders-0000000001-0000000001.csv: country,order_id,_change,_seq,_load_id,_source_row,_contract_version|\"A,\"\"T\"\"\",1,upsert,1,{first},1,1.0.0|,2,upsert,1,{first},2,1.0.0",
                $"orders-0000000002-0000000003.csv: country,order_id,_change,_seq,_load_id,_source_row,_contract_version|Österreich,3,upsert,2,{second},1,1.0.0|\"\",4,upsert,3,{third},1,1.0.0",
            ],
            Delivered);
        Assert.Equal([Path.Combine(Outbox, "orders-0000000001-0000000001.csv")], outcome.Files);
    }

    [Theory]
    [InlineData("", "***")]
    [InlineData(", clearance: [restricted]", "a@x")]
    public async Task Restricted_values_are_masked_unless_the_consumer_is_cleared(string clearance, string shown)
    {
        var consumer = Consumer($"reads: [{{dataset: orders, major: 1, columns: [email]{clearance}}}]\ndeliver: {{files: {{path: outbox}}}}");
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        await PollAsync(consumer);

        Assert.StartsWith($"{shown},upsert,1,", Assert.Single(Delivered).Split('|')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletions_are_marked_and_unchanged_rows_are_left_out()
    {
        var consumer = Consumer("reads: [{dataset: customers, major: 1, columns: [id, name]}]\ndeliver: {files: {path: outbox}}");
        await ArriveAsync(Customers, "values (1, 'Ada', 'U'), (2, 'Bob', 'U'), (3, 'Cy', 'U')");
        await PollAsync(consumer);
        await ArriveAsync(Customers, "values (1, 'Ada', 'U'), (2, 'Rob', 'U'), (3, 'Cy', 'D')");
        await PollAsync(consumer);

        Assert.Equal(["2,Rob,upsert", "3,Cy,delete"], Delivered[1].Split('|')[1..].Select(l => string.Join(',', l.Split(',')[..3])));
    }

    [Fact]
    public async Task Times_are_in_utc_and_iso_8601()
    {
        var times = Contracts.Append("times", "1.0.0", Contracts.Column("at", ColumnKind.Timestamp), Contracts.Column("wall", ColumnKind.TimestampLocal), Contracts.Column("day", ColumnKind.Date), Contracts.Restricted("hidden", ColumnKind.Timestamp));
        await ArriveAsync(times, "values (timestamptz '2026-01-31 12:00:00+02', timestamp '2026-01-31 12:00:00.5', date '2026-01-31', now())");

        await NewPoll(null, times).RunAsync(Consumer("reads: [{dataset: times, major: 1}]\ndeliver: {files: {path: outbox}}"), Stop);

        Assert.StartsWith("2026-01-31T10:00:00.000000Z,2026-01-31T12:00:00.500000,2026-01-31,,upsert,", Assert.Single(Delivered).Split('|')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_parquet_and_a_file_for_each_dataset_that_has_rows()
    {
        var consumer = Consumer(
            """
            reads: [{dataset: orders, major: 1}, {dataset: customers, major: 1, as: people}]
            deliver: {files: {path: outbox, format: parquet}}
            """);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x'), (2, 'AT', 'a@x')");
        await PollAsync(consumer);

        var file = Path.Combine(Outbox, "orders-0000000001-0000000001.parquet");
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(Outbox));
        Assert.Equal(["1|AT|***|upsert|1", "2|AT|***|upsert|1"], FileQuery.Rows($"select order_id, country, email, _change, _seq from '{file}' order by 1"));

        await ArriveAsync(Customers, "values (7, 'Ada', 'U')");
        await PollAsync(consumer);
        Assert.True(File.Exists(Path.Combine(Outbox, "people-0000000002-0000000002.parquet")));
    }

    [Fact]
    public async Task A_column_that_a_newer_contract_adds_is_delivered_after_that()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {files: {path: outbox}}");
        var newer = Contracts.Append("orders", "1.1.0", [.. Orders.Columns, Contracts.Column("coupon")]);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await NewPoll(null, Orders, newer).RunAsync(consumer, Stop);
        await ArriveAsync(newer, "values (2, 'AT', 'a@x', 'SPRING')");
        await NewPoll(null, Orders, newer).RunAsync(consumer, Stop);

        Assert.Equal(["1,AT,***,,upsert,1", "2,AT,***,SPRING,upsert,2"], Delivered.Select(d => string.Join(',', d.Split('|')[1].Split(',')[..6])));
    }
}

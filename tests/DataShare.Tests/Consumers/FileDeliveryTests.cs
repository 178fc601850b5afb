using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public abstract class FileDeliveryTests(TestEngine engine) : ConsumerTestBase(engine)
{
    [Fact]
    public async Task Writes_a_csv_file_for_each_batch_named_by_its_versions()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1, columns: [country, order_id]}]\ndeliver: {files: {path: outbox}}");
        var first = await ArriveAsync(Orders, "values (1, 'A,\"T\"', 'a@x'), (2, null, 'b@x')");
        var outcome = Assert.IsType<PollOutcome.Delivered>(await PollAsync(consumer));
        var second = await ArriveAsync(Orders, "values (3, 'Österreich', 'c@x')");
        var third = await ArriveAsync(Orders, "values (4, '', 'd@x')");
        await PollAsync(consumer);

        Assert.Equal(
            [
                $"orders-v1-0000000000-0000000001.csv: country,order_id,_change,_load_id,_source_row,_lake_version,_contract_version|\"A,\"\"T\"\"\",1,upsert,{first},1,0,1.0.0|,2,upsert,{first},2,0,1.0.0",
                $"orders-v1-0000000001-0000000003.csv: country,order_id,_change,_load_id,_source_row,_lake_version,_contract_version|Österreich,3,upsert,{second},1,1,1.0.0|\"\",4,upsert,{third},1,2,1.0.0",
            ],
            Delivered);
        Assert.Equal([Path.Combine(Outbox, "orders-v1-0000000000-0000000001.csv")], outcome.Files);
    }

    [Theory]
    [InlineData("", "***")]
    [InlineData(", clearance: [restricted]", "a@x")]
    public async Task Restricted_values_are_masked_unless_the_consumer_is_cleared(string clearance, string shown)
    {
        var consumer = Consumer($"reads: [{{dataset: orders, major: 1, columns: [email]{clearance}}}]\ndeliver: {{files: {{path: outbox}}}}");
        var loadId = await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        await PollAsync(consumer);

        Assert.Equal($"{shown},upsert,{loadId},1,0,1.0.0", Assert.Single(Delivered).Split('|')[1]);
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

        var file = Path.Combine(Outbox, "orders-v1-0000000000-0000000001.parquet");
        Assert.Equal([Path.GetFileName(file)], DeliveredNames);
        Assert.Equal(["1|AT|***|upsert|0", "2|AT|***|upsert|0"], FileQuery.Rows($"select order_id, country, email, _change, _lake_version from '{file}' order by 1"));

        await ArriveAsync(Customers, "values (7, 'Ada', 'U')");
        await PollAsync(consumer);
        Assert.True(File.Exists(Path.Combine(Outbox, "people-v1-0000000000-0000000001.parquet")));
    }

    [Fact]
    public async Task A_file_with_rows_of_another_major_names_their_versions_too()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {files: {path: outbox}}");
        var two = Contracts.Append("orders", "2.0.0", [.. Orders.Columns]);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        Assert.Equal(["orders-v1-0000000000-0000000001.csv"], await NamesAsync());
        await ArriveAsync(two, "values (2, 'AT', 'a@x')");
        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");
        await ArriveAsync(Orders, "values (4, 'AT', 'a@x')");
        await ArriveAsync(two, "values (5, 'AT', 'a@x')");
        Assert.Equal(["orders-v1-0000000001-0000000003-v2-0000000000-0000000002.csv"], await NamesAsync());
        // Without rows of its own major, the first two numbers are the same.
        await ArriveAsync(two, "values (6, 'AT', 'a@x')");
        Assert.Equal(["orders-v1-0000000003-0000000003-v2-0000000002-0000000003.csv"], await NamesAsync());
        await ArriveAsync(Orders, "values (7, 'AT', 'a@x')");
        Assert.Equal(["orders-v1-0000000003-0000000004-v2-0000000003-0000000003.csv"], await NamesAsync());

        Assert.Equal(["1", "2,3,4,5", "6", "7"], Delivered.Select(d => string.Join(',', d.Split('|')[1..].Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal))));

        async Task<IEnumerable<string?>> NamesAsync() =>
            Assert.IsType<PollOutcome.Delivered>(await NewPoll(null, Orders, two).RunAsync(consumer, Stop)).Files.Select(Path.GetFileName);
    }

    [Fact]
    public async Task Names_sort_in_the_order_of_delivery_even_if_the_first_rows_are_of_another_major()
    {
        var two = Contracts.Append("orders", "2.0.0", [.. Orders.Columns]);
        var consumer = Consumer("reads: [{dataset: orders, major: 2}]\ndeliver: {files: {path: outbox}}");
        var names = new List<string>();
        foreach (var contract in new[] { Orders, two, Orders, two })
        {
            await ArriveAsync(contract, "values (1, 'AT', 'a@x')");
            var delivered = Assert.IsType<PollOutcome.Delivered>(await NewPoll(null, Orders, two).RunAsync(consumer, Stop));
            names.Add(Path.GetFileName(Assert.Single(delivered.Files)));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task A_name_stands_for_the_same_rows_after_the_warehouse_was_made_again()
    {
        Assert.SkipUnless(Options.Engine is WarehouseEngine.DuckDb, "Only this engine's warehouse is a file.");
        var consumer = Consumer("reads: [{dataset: orders, major: 1, columns: [order_id]}]\ndeliver: {files: {path: outbox}}");
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(consumer);
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");
        await PollAsync(consumer);
        var before = Delivered;
        Options.DatabaseFile = Lake.Folder["made-again.duckdb"];

        await LoadAsync("orders");
        await new MoveConsumer(NewWarehouse(), Lake.Catalog, new ConsumerOptions { DataFolder = Lake.Folder.Root }, Lake.Time)
            .RunAsync(consumer, ConsumeFrom.Start, Stop);
        await PollAsync(consumer);

        Assert.Equal(
            [before[0], Assert.Single(Delivered.Except(before)), before[1]],
            Delivered);
        Assert.StartsWith("orders-v1-0000000000-0000000002.csv: ", Delivered[1], StringComparison.Ordinal);
        Assert.Equal(before.SelectMany(d => d.Split('|')[1..]), Delivered[1].Split('|')[1..]);
    }

    [Fact]
    public async Task A_column_that_a_newer_contract_adds_is_delivered_after_that()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {files: {path: outbox}}");
        var newer = Contracts.Append("orders", "1.1.0", [.. Orders.Columns, Contracts.Column("coupon")]);
        var first = await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await NewPoll(null, Orders, newer).RunAsync(consumer, Stop);
        var second = await ArriveAsync(newer, "values (2, 'AT', 'a@x', 'SPRING')");
        await NewPoll(null, Orders, newer).RunAsync(consumer, Stop);

        Assert.Equal([$"1,AT,***,,upsert,{first},1,0,1.0.0", $"2,AT,***,SPRING,upsert,{second},1,1,1.1.0"], Delivered.Select(d => d.Split('|')[1]));
    }
}

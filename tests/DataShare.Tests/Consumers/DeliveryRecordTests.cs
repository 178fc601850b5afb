using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

/// <summary>
/// A folder keeps a record of its deliveries, so that a warehouse that was lost or restored delivers nothing a second time
/// unasked. The embedded engine, whose warehouse is a file that can be lost.
/// </summary>
public sealed class DeliveryRecordTests() : ConsumerTestBase(new DuckDbEngine())
{
    private static readonly ConsumerDefinition Feed = Consumer(
        "reads: [{dataset: orders, major: 1, columns: [order_id]}]\ndeliver: {files: {path: outbox}}");

    private static readonly ConsumerDefinition Late = Consumer(
        "reads: [{dataset: orders, major: 1, columns: [order_id], from: newest}]\ndeliver: {files: {path: outbox}}");

    private static readonly ConsumerDefinition People = Consumer(
        "reads: [{dataset: customers, major: 1, columns: [id, name]}]\ndeliver: {files: {path: outbox}}");

    [Fact]
    public async Task A_new_warehouse_delivers_nothing_until_somebody_decides()
    {
        await DeliverTwoAsync();
        await LoseWarehouseAsync();

        var stopped = Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed));

        Assert.Contains($"the folder '{Outbox}' has received the rows up to orders@1", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("the warehouse would continue with orders@0..2: the warehouse is another one", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("datashare consume feed --from recorded", stopped.Error, StringComparison.Ordinal);
        Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed));
        Assert.Equal(["orders-v1-0000000000-0000000001.csv 1", "orders-v1-0000000001-0000000002.csv 2"], Files());
    }

    [Theory]
    [InlineData(ConsumeFrom.Recorded, "orders-v1-0000000002-0000000003.csv 3")]
    [InlineData(ConsumeFrom.Start, "orders-v1-0000000000-0000000003.csv 1,2,3")]
    [InlineData(ConsumeFrom.Newest, null)]
    public async Task Continues_where_somebody_decides(ConsumeFrom from, string? next)
    {
        await DeliverTwoAsync();
        await LoseWarehouseAsync();
        await PollAsync(Feed);

        await NewMove().RunAsync(Feed, from, Stop);
        await PollAsync(Feed);

        Assert.Equal(
            new[] { "orders-v1-0000000000-0000000001.csv 1", "orders-v1-0000000001-0000000002.csv 2", next }.OfType<string>().Order(StringComparer.Ordinal),
            Files());
        await ArriveAsync(Orders, "values (4, 'AT', 'a@x')");
        await PollAsync(Feed);
        Assert.Equal("orders-v1-0000000003-0000000004.csv 4", Files()[^1]);
    }

    [Fact]
    public async Task The_setting_decides_in_advance()
    {
        await DeliverTwoAsync();
        await LoseWarehouseAsync();

        var outcome = await NewPoll().RunAsync(Feed, new PollOptions(AfterLostWarehouse: ConsumeFrom.Recorded), Stop);

        Assert.Equal("orders@2", TableRange.Text(Assert.IsType<PollOutcome.Delivered>(outcome).Ranges));
        Assert.Equal("orders-v1-0000000002-0000000003.csv 3", Files()[^1]);
    }

    [Fact]
    public async Task An_older_copy_of_the_warehouse_delivers_nothing_until_somebody_decides()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(Feed);
        var copy = Lake.Folder["copy.duckdb"];
        File.Copy(Options.DatabaseFile!, copy);
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");
        await PollAsync(Feed);
        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");
        File.Copy(copy, Options.DatabaseFile!, overwrite: true);
        await LoadAsync("orders");

        var stopped = Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed));

        Assert.Contains("the warehouse was restored from an older copy", stopped.Error, StringComparison.Ordinal);
        await NewMove().RunAsync(Feed, ConsumeFrom.Recorded, Stop);
        await PollAsync(Feed);
        Assert.Equal(["orders-v1-0000000000-0000000001.csv 1", "orders-v1-0000000001-0000000002.csv 2", "orders-v1-0000000002-0000000003.csv 3"], Files());
    }

    [Theory]
    [InlineData("delivery recorded")]
    [InlineData("customers renamed")]
    [InlineData("folder flushed")]
    public async Task The_rows_of_a_file_do_not_change_after_they_were_recorded(string border)
    {
        await ArriveAsync(Customers, "values (1, 'Ada', 'U'), (2, 'Bob', 'U')");
        await StopAtAsync(People, border);
        // Without the record, the second try would leave this row out, because a later version has changed it.
        await ArriveAsync(Customers, "values (2, 'Rob', 'U')");

        await PollAsync(People);
        await PollAsync(People);

        Assert.Equal(["customers-v1-0000000000-0000000001.csv 1,2", "customers-v1-0000000001-0000000002.csv 2"], Files());
    }

    [Theory]
    [InlineData("delivery recorded")]
    [InlineData("orders renamed")]
    public async Task A_recorded_file_gets_its_name_after_the_warehouse_was_lost(string border)
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await StopAtAsync(Feed, border);
        await LoseWarehouseAsync();
        Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed));

        await NewMove().RunAsync(Feed, ConsumeFrom.Recorded, Stop);
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");
        await PollAsync(Feed);

        Assert.Equal(["orders-v1-0000000000-0000000001.csv 1", "orders-v1-0000000001-0000000002.csv 2"], Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_consumer_that_began_at_the_newest_row_misses_none_after_the_warehouse_was_lost(bool hasReceived)
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        Assert.IsType<PollOutcome.Nothing>(await PollAsync(Late));
        if (hasReceived)
        {
            await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");
            await PollAsync(Late);
        }

        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");
        await LoseWarehouseAsync();

        var stopped = Assert.IsType<PollOutcome.Stopped>(await PollAsync(Late));

        Assert.Contains($"has received the rows up to orders@{(hasReceived ? 1 : 0)}", stopped.Error, StringComparison.Ordinal);
        Assert.Contains($"would continue after orders@{(hasReceived ? 2 : 1)}: the warehouse is another one", stopped.Error, StringComparison.Ordinal);
        await NewMove().RunAsync(Late, ConsumeFrom.Recorded, Stop);
        await PollAsync(Late);
        Assert.Equal(hasReceived ? "orders-v1-0000000002-0000000003.csv 3" : "orders-v1-0000000001-0000000002.csv 3", Files()[^1]);
        Assert.IsType<PollOutcome.Nothing>(await PollAsync(Late));
    }

    [Fact]
    public async Task A_file_that_its_reader_has_taken_is_not_written_again()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await StopAtAsync(Feed, "folder flushed");
        File.Delete(Path.Combine(Outbox, "orders-v1-0000000000-0000000001.csv"));

        Assert.Equal(1, Assert.IsType<PollOutcome.Delivered>(await PollAsync(Feed)).Rows);

        Assert.Empty(Files());
        Assert.IsType<PollOutcome.Nothing>(await PollAsync(Feed));
    }

    [Fact]
    public async Task A_damaged_record_stops_deliveries()
    {
        await DeliverTwoAsync();
        await File.WriteAllTextAsync(Path.Combine(Outbox, ".datashare", "feed.json"), "{\"consumer\": ", Stop);
        await ArriveAsync(Orders, "values (4, 'AT', 'a@x')");

        Assert.Contains("feed.json' cannot be read", Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed)).Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConsumerMoveException>(async () => await NewMove().RunAsync(Feed, ConsumeFrom.Recorded, Stop));
        await NewMove().RunAsync(Feed, new LakePositions([KeyValuePair.Create(WarehouseLake.Table(Orders), 1L)]), Stop);
        await PollAsync(Feed);

        Assert.Equal("orders-v1-0000000002-0000000004.csv 3,4", Files()[^1]);
    }

    [Fact]
    public async Task Files_of_an_earlier_version_stop_a_warehouse_that_has_never_delivered()
    {
        Directory.CreateDirectory(Outbox);
        await File.WriteAllTextAsync(Path.Combine(Outbox, "orders-0000000001-0000000007.csv"), "order_id\n1\n", Stop);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        Assert.Contains("such as 'orders-0000000001-0000000007.csv'", Assert.IsType<PollOutcome.Stopped>(await PollAsync(Feed)).Error, StringComparison.Ordinal);
        await NewMove().RunAsync(Feed, ConsumeFrom.Start, Stop);
        Assert.IsType<PollOutcome.Delivered>(await PollAsync(Feed));
    }

    [Fact]
    public async Task A_rewind_delivers_again_under_other_names()
    {
        await DeliverTwoAsync();

        await NewMove().RunAsync(Feed, new LakePositions([KeyValuePair.Create(WarehouseLake.Table(Orders), -1L)]), Stop);
        await PollAsync(Feed);

        Assert.Equal(
            ["orders-v1-0000000000-0000000001.csv 1", "orders-v1-0000000000-0000000003.csv 1,2,3", "orders-v1-0000000001-0000000002.csv 2"],
            Files());
    }

    [Fact]
    public async Task A_move_abandons_an_unfinished_delivery()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await StopAtAsync(Feed, "orders written");
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");

        await NewMove().RunAsync(Feed, ConsumeFrom.Start, Stop);
        await PollAsync(Feed);

        Assert.Equal(["orders-v1-0000000000-0000000002.csv 1,2"], Files());
        Assert.Equal([RunStatus.Finished, RunStatus.Abandoned], (await Warehouse.Ledger.RunsAsync("feed", 10, Stop)).Select(r => r.Status));
    }

    [Fact]
    public async Task A_consumer_with_sql_has_no_record()
    {
        var sums = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: \"insert into seen select order_id from {{orders}}\"}");

        var refused = await Assert.ThrowsAsync<ConsumerMoveException>(async () => await NewMove().RunAsync(sums, ConsumeFrom.Recorded, Stop));

        Assert.Contains("Expected --from start or --from newest", refused.Message, StringComparison.Ordinal);
    }

    private async Task DeliverTwoAsync()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(Feed);
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");
        await PollAsync(Feed);
        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");
    }

    private async Task LoseWarehouseAsync()
    {
        File.Delete(Options.DatabaseFile!);
        await LoadAsync("orders");
    }

    private async Task StopAtAsync(ConsumerDefinition consumer, string border)
    {
        var poll = NewPoll(step =>
        {
            if (step == border)
            {
                throw new InvalidOperationException(border);
            }
        });
        Assert.Equal(border, (await Assert.ThrowsAsync<InvalidOperationException>(async () => await poll.RunAsync(consumer, Stop))).Message);
    }

    private MoveConsumer NewMove() =>
        new(NewWarehouse(), Lake.Catalog, new ConsumerOptions { DataFolder = Lake.Folder.Root }, Lake.Time);

    /// <summary>The delivered files, and the first column of each row.</summary>
    private IReadOnlyList<string> Files() =>
    [
        .. Directory.EnumerateFiles(Outbox, "*.csv").Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal)
            .Select(f => $"{Path.GetFileName(f)} {string.Join(',', File.ReadLines(f).Skip(1).Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal))}"),
    ];
}

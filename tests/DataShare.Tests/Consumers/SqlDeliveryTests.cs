using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public abstract class SqlDeliveryTests(TestEngine engine) : ConsumerTestBase(engine)
{
    private static readonly ConsumerDefinition Seen = Consumer(
        """
        reads: [{dataset: orders, major: 1, columns: [order_id, email]}]
        deliver:
          sql: insert into seen select order_id, email, _change, {{orders.from}}, {{orders.to}} from {{orders}}
        """);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Engine.ExecuteAsync(
            "create table seen (order_id bigint, email varchar(20), change varchar(10), from_version bigint, to_version bigint)", Stop);
    }

    [Fact]
    public async Task Delivers_each_row_once_with_the_versions_it_came_in()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x'), (2, 'DE', 'b@x')");
        Assert.Equal(("feed", "orders@0", 2), Range(await PollAsync(Seen)));
        await ArriveAsync(Orders, "values (3, 'AT', 'c@x')");
        await ArriveAsync(Orders, "values (4, 'AT', null)");
        Assert.Equal(("feed", "orders@1..2", 2), Range(await PollAsync(Seen)));

        Assert.Equal(
            ["1|***|upsert|-1|0", "2|***|upsert|-1|0", "3|***|upsert|0|2", "4||upsert|0|2"],
            await RowsAsync("select * from seen order by order_id"));
    }

    [Fact]
    public async Task Nothing_new_writes_nothing()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(Seen);
        var before = await RowsAsync("select * from datashare.consumer_run");
        var print = Warehouse.Print();

        Assert.Equal(("feed", "orders@0"), Nothing(await PollAsync(Seen)));
        Assert.Equal(print, Warehouse.Print());
        Assert.Equal(before, await RowsAsync("select * from datashare.consumer_run"));
    }

    [Fact]
    public async Task Before_the_first_load_there_is_nothing() =>
        Assert.Equal(("feed", "orders@start"), Nothing(await PollAsync(Seen)));

    [Fact]
    public async Task A_load_without_rows_moves_the_position_and_runs_no_sql()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: create table t (a bigint)}");
        await ArriveAsync(Orders, "select 1, 'AT', 'a@x' where false");

        Assert.Equal(("feed", "orders@0", 0), Range(await PollAsync(consumer)));
        Assert.Empty(await TablesAsync("t"));
    }

    [Fact]
    public async Task A_consumer_sees_several_datasets_in_one_batch()
    {
        var consumer = Consumer(
            """
            reads:
              - {dataset: orders, major: 1, columns: [order_id], clearance: [restricted]}
              - {dataset: customers, major: 1, as: people, columns: [name]}
            deliver:
              sql: |
                create table t (order_id bigint, name varchar(20));
                insert into t select order_id, name from {{orders}} cross join {{people}}
            """);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await ArriveAsync(Customers, "values (7, 'Ada', 'U')");

        Assert.Equal(("feed", "customers@0, orders@0", 2), Range(await PollAsync(consumer)));
        Assert.Equal(["1|Ada"], await RowsAsync("select * from t"));
    }

    [Fact]
    public async Task Two_polls_at_once_deliver_once()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var poll = NewPoll();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => poll.RunAsync(Seen, Stop).AsTask()));

        Assert.Equal(["1"], await RowsAsync("select count(*) from seen"));
    }

    [Theory]
    [InlineData("{dataset: ordres, major: 1}", "there is no contract for dataset 'ordres'; did you mean 'orders'?")]
    [InlineData("{dataset: orders, major: 2, as: ordres}", "'orders' has no major version 2; known: 1")]
    [InlineData("{dataset: orders, major: 1, as: ordres, columns: [contry]}", "'orders 1.0.0' has no column 'contry'; did you mean 'country'?")]
    public async Task A_column_that_no_contract_has_is_reported_and_no_run_begins(string read, string expected)
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        var misfit = Assert.IsType<PollOutcome.Misfit>(await PollAsync(Consumer($"reads: [{read}]\ndeliver: {{sql: 'select * from {{{{ordres}}}}'}}")));

        Assert.Contains(expected, misfit.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("?.", misfit.Error, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("select * from datashare.consumer_run"));
    }

    private static (string, string, long) Range(PollOutcome outcome)
    {
        var delivered = Assert.IsType<PollOutcome.Delivered>(outcome);
        return (delivered.Consumer, TableRange.Text(delivered.Ranges), delivered.Rows);
    }

    private static (string, string) Nothing(PollOutcome outcome)
    {
        var nothing = Assert.IsType<PollOutcome.Nothing>(outcome);
        return (nothing.Consumer, nothing.Positions.ToString());
    }
}

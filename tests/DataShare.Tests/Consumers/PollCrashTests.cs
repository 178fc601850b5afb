using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

/// <summary>Stops a poll at each border between its steps, runs it again, and counts the delivered rows.</summary>
public abstract class PollCrashTests(TestEngine engine) : ConsumerTestBase(engine)
{
    private static readonly ConsumerDefinition Sql = Consumer(
        """
        reads: [{dataset: orders, major: 1, columns: [order_id]}]
        deliver:
          sql: insert into seen select order_id from {{orders}}
        """);

    private static readonly ConsumerDefinition Files = Consumer(
        """
        reads: [{dataset: orders, major: 1, columns: [order_id]}, {dataset: customers, major: 1, columns: [id]}]
        deliver: {files: {path: outbox}}
        """);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Engine.ExecuteAsync("create table seen (order_id bigint)", Stop);
    }

    [Theory]
    [InlineData("run started")]
    [InlineData("sql executed")]
    [InlineData("positions moved")]
    public async Task Sql_is_executed_once_wherever_the_poll_was_stopped(string border)
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x'), (2, 'AT', 'a@x')");
        await StopAtAsync(Sql, border);
        // Rows that come in the meantime are not part of the interrupted run.
        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");

        await PollAsync(Sql);
        await PollAsync(Sql);

        Assert.IsType<PollOutcome.Nothing>(await PollAsync(Sql));
        Assert.Equal(["1", "2", "3"], await RowsAsync("select order_id from seen order by 1"));
    }

    [Theory]
    [InlineData("run started")]
    [InlineData("orders written")]
    [InlineData("delivery recorded")]
    [InlineData("orders renamed")]
    [InlineData("customers written")]
    [InlineData("customers renamed")]
    [InlineData("folder flushed")]
    [InlineData("positions moved")]
    public async Task A_row_is_in_exactly_one_file_wherever_the_poll_was_stopped(string border)
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x'), (2, 'AT', 'a@x')");
        await ArriveAsync(Customers, "values (7, 'Ada', 'U')");
        await StopAtAsync(Files, border);
        await ArriveAsync(Orders, "values (3, 'AT', 'a@x')");

        await PollAsync(Files);
        await PollAsync(Files);

        Assert.IsType<PollOutcome.Nothing>(await PollAsync(Files));
        Assert.Equal(
            ["customers-v1-0000000000-0000000001.csv", "orders-v1-0000000000-0000000001.csv", "orders-v1-0000000001-0000000002.csv"],
            DeliveredNames);
        Assert.Equal(["1", "2", "3"], Delivered.Skip(1).SelectMany(d => d.Split('|')[1..]).Select(l => l.Split(',')[0]));
        Assert.Equal("7", Delivered[0].Split('|')[1].Split(',')[0]);
    }

    [Fact]
    public async Task A_half_file_of_a_killed_process_is_overwritten()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await StopAtAsync(Files, "run started");
        Directory.CreateDirectory(Outbox);
        await File.WriteAllTextAsync(Path.Combine(Outbox, ".orders-v1-0000000000-0000000001.csv.tmp"), "order_id,_cha", Stop);

        await PollAsync(Files);

        Assert.Equal(["orders-v1-0000000000-0000000001.csv"], DeliveredNames);
    }

    [Fact]
    public async Task The_next_poll_continues_a_cancelled_one_with_the_same_ranges()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        using var cancel = new CancellationTokenSource();
        var poll = NewPoll(step => cancel.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await poll.RunAsync(Sql, cancel.Token));

        Assert.Equal(1, Assert.IsType<PollOutcome.Delivered>(await PollAsync(Sql)).Rows);
        Assert.Equal(["1"], await RowsAsync("select order_id from seen"));
    }

    private async Task StopAtAsync(ConsumerDefinition consumer, string border)
    {
        var poll = NewPoll(step =>
        {
            if (step == border)
            {
                throw new SimulatedCrash();
            }
        });
        await Assert.ThrowsAsync<SimulatedCrash>(async () => await poll.RunAsync(consumer, Stop));
    }

    private sealed class SimulatedCrash : Exception;
}

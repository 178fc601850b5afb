using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public abstract class PollFailureTests(TestEngine engine) : ConsumerTestBase(engine)
{
    [Fact]
    public async Task Wrong_sql_fails_at_once_and_leaves_nothing()
    {
        var consumer = Consumer(
            """
            reads: [{dataset: orders, major: 1}]
            deliver: {sql: "create table t (a bigint); insert into nowhere select * from {{orders}}"}
            retry: {attempts: 5, backoff: 1h}
            """);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync(consumer));

        Assert.StartsWith("Consumer 'feed' did not receive orders@0 after 1 attempt: ", failed.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", failed.Error, StringComparison.Ordinal);
        Assert.EndsWith("Its positions stay where they were. If the definition is wrong, correct feed.yaml. Then run: datashare consume feed", failed.Error, StringComparison.Ordinal);
        Assert.False(failed.IsPaused);
        Assert.Empty(await TablesAsync("t"));
        Assert.Equal(["failed|1|"], await RowsAsync("select status, attempt, finished_at from datashare.consumer_run"));
    }

    [Fact]
    public async Task A_corrected_definition_gets_the_same_batch()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: 'insert into nowhere select * from {{orders}}'}"));
        await ArriveAsync(Orders, "values (2, 'AT', 'a@x')");

        var outcome = await PollAsync(Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: 'create table t (a bigint); insert into t select order_id from {{orders}}'}"));

        Assert.Equal("orders@0", TableRange.Text(Assert.IsType<PollOutcome.Delivered>(outcome).Ranges));
        Assert.Equal(["1"], await RowsAsync("select a from t"));
    }

    [Fact]
    public async Task A_paused_consumer_gets_nothing_until_it_is_run_by_hand()
    {
        var broken = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: 'insert into nowhere select * from {{orders}}'}\nonFailure: pause");
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync(broken));
        Assert.True(failed.IsPaused);
        Assert.Contains("Its positions stay where they were, and it is paused. ", failed.Error, StringComparison.Ordinal);

        var paused = Assert.IsType<PollOutcome.Paused>(await PollAsync(broken));
        Assert.Equal(RunStatus.Paused, paused.Run.Status);

        var corrected = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {sql: 'create table t (a bigint); insert into t select order_id from {{orders}}'}");
        Assert.IsType<PollOutcome.Paused>(await PollAsync(corrected));
        Assert.IsType<PollOutcome.Delivered>(await PollAsync(corrected, resume: true));
    }

    [Fact]
    public async Task A_file_delivery_is_tried_as_often_as_the_definition_says_and_waits_longer_each_time()
    {
        var consumer = Consumer("reads: [{dataset: orders, major: 1}]\ndeliver: {files: {path: outbox}}\nretry: {attempts: 3, backoff: 10s}");
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        // A file where the folder should be.
        await File.WriteAllTextAsync(Outbox, "in the way", Stop);

        var poll = NewPoll().RunAsync(consumer, Stop).AsTask();
        var began = Lake.Time.GetUtcNow();
        while (!poll.IsCompleted)
        {
            Lake.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, Stop);
        }

        var failed = Assert.IsType<PollOutcome.Failed>(await poll);
        Assert.Contains("after 3 attempts", failed.Error, StringComparison.Ordinal);
        Assert.True(Lake.Time.GetUtcNow() - began >= TimeSpan.FromSeconds(30));
        Assert.Equal(["failed|3"], await RowsAsync("select status, attempt from datashare.consumer_run"));

        File.Delete(Outbox);
        Assert.Equal(1, Assert.IsType<PollOutcome.Delivered>(await PollAsync(consumer)).Rows);
    }
}

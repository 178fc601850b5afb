using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public sealed class SqlServerSqlDeliveryTests() : SqlDeliveryTests(new SqlServerEngine())
{
    [Theory]
    [InlineData("set nocount on;")]
    [InlineData("set rowcount 1; set rowcount 0; set xact_abort off;")]
    public async Task Moves_the_positions_whatever_a_consumer_sets(string settings)
    {
        var consumer = Consumer(
            "reads: [{dataset: orders, major: 1, columns: [order_id]}]\n"
            + $"deliver: {{sql: \"{settings} insert into seen (order_id) select order_id from {{{{orders}}}}\"}}");
        await ArriveAsync(Orders, "values (1, 'AT', null)");
        Assert.IsType<PollOutcome.Delivered>(await PollAsync(consumer));
        Assert.IsType<PollOutcome.Nothing>(await PollAsync(consumer));
        await ArriveAsync(Orders, "values (2, 'AT', null)");
        Assert.IsType<PollOutcome.Delivered>(await PollAsync(consumer));
        Assert.IsType<PollOutcome.Nothing>(await PollAsync(consumer));

        Assert.Equal(["1", "2"], await RowsAsync("select order_id from seen order by order_id"));
    }
}

public sealed class SqlServerFileDeliveryTests() : FileDeliveryTests(new SqlServerEngine());

public sealed class SqlServerPollCrashTests() : PollCrashTests(new SqlServerEngine());

public sealed class SqlServerPollFailureTests() : PollFailureTests(new SqlServerEngine());

public sealed class SqlServerSampleConsumerTests() : SampleConsumerTests(new SqlServerEngine());

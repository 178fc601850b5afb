using DataShare.Consumers;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

/// <summary>Tables that a consumer's SQL fills.</summary>
public abstract class ConsumerTablesTests(TestEngine engine) : ConsumerTestBase(engine)
{
    [Fact]
    public async Task A_missing_table_is_created_and_an_existing_one_is_kept()
    {
        var consumer = Taking("insert into taken select order_id from {{orders}}");
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await PollAsync(consumer);
        await ArriveAsync(Orders, "values (2, 'AT', 'b@x')");
        await PollAsync(consumer);

        Assert.Equal(["1", "2"], await RowsAsync("select order_id from taken order by order_id"));
    }

    [Fact]
    public async Task A_failed_delivery_creates_no_table()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");

        Assert.IsType<PollOutcome.Failed>(await PollAsync(Taking("insert into nowhere select order_id from {{orders}}")));
        Assert.Empty(await TablesAsync("taken"));
    }

    private static ConsumerDefinition Taking(string sql) => Consumer(
        $$$"""
        reads: [{dataset: orders, major: 1, columns: [order_id]}]
        deliver:
          tables: {taken: order_id bigint not null}
          sql: {{{sql}}}
        """);
}

public sealed class DuckDbConsumerTablesTests() : ConsumerTablesTests(new DuckDbEngine());

public sealed class SqlServerConsumerTablesTests() : ConsumerTablesTests(new SqlServerEngine());

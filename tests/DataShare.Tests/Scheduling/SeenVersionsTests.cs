using DataShare.Consumers;
using DataShare.Jobs;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Scheduling;

public sealed class SeenVersionsTests() : WarehouseTestBase(new DuckDbEngine())
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract NewOrders = Append("orders", "2.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract Prices = Append("prices", "1.0.0", Column("price", ColumnKind.Int64));

    private static readonly ConsumerDefinition Feed = ConsumerReader.Read(
        """
        consumer: feed
        owner: a@example.com
        reads: [{dataset: orders, major: 1}]
        deliver: {files: {path: outbox}}
        """,
        "feed.yaml").Definition!;

    [Fact]
    public async Task Sees_every_load_even_right_after_a_query()
    {
        var seen = new SeenVersions(Warehouse);
        Assert.Equal("", (await seen.NewestAsync(Stop)).ToString());
        for (var load = 0; load < 5; load++)
        {
            await Lake.DropAsync(Orders, $"values ({load})");
            await LoadAsync("orders");

            for (var look = 0; look < 3; look++)
            {
                Assert.Equal(load, (await seen.NewestAsync(Stop)).Of(WarehouseLake.Table(Orders)));
            }
        }
    }

    [Fact]
    public async Task A_consumer_is_behind_until_it_has_polled_and_again_after_its_definition_has_changed()
    {
        var seen = new SeenVersions(Warehouse);
        Assert.True(seen.IsBehind(Feed, LakePositions.None));

        var newest = await LoadOneAsync(Orders, seen);
        Assert.True(seen.IsBehind(Feed, newest));
        seen.Note("feed", newest);
        Assert.False(seen.IsBehind(Feed, newest));

        seen.Forget("feed");
        Assert.True(seen.IsBehind(Feed, newest));
    }

    [Fact]
    public async Task Rows_of_another_dataset_put_no_consumer_behind()
    {
        var seen = new SeenVersions(Warehouse);
        seen.Note("feed", await LoadOneAsync(Orders, seen));

        Assert.False(seen.IsBehind(Feed, await LoadOneAsync(Prices, seen)));
        Assert.True(seen.IsBehind(Feed, await LoadOneAsync(Orders, seen)));
    }

    [Fact]
    public async Task Rows_of_another_major_put_a_consumer_behind()
    {
        var seen = new SeenVersions(Warehouse);
        seen.Note("feed", await LoadOneAsync(Orders, seen));

        var newest = await LoadOneAsync(NewOrders, seen);

        Assert.True(seen.IsBehind(Feed, newest));
        seen.Note("feed", newest);
        Assert.False(seen.IsBehind(Feed, newest));
    }

    private async Task<LakePositions> LoadOneAsync(DataContract contract, SeenVersions seen)
    {
        await Lake.DropAsync(contract, "values (1)");
        await LoadAsync(contract.Dataset.Value);
        return await seen.NewestAsync(Stop);
    }
}

using DataShare.Jobs;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Scheduling;

public sealed class SeenSequenceTests() : WarehouseTestBase(new DuckDbEngine())
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    [Fact]
    public async Task Sees_every_load_even_right_after_a_query()
    {
        var seen = new SeenSequence(Warehouse);
        Assert.Equal(0, await seen.NewestAsync(Stop));
        for (var load = 1; load <= 5; load++)
        {
            await Lake.DropAsync(Orders, $"values ({load})");
            await LoadAsync("orders");

            for (var look = 0; look < 3; look++)
            {
                Assert.Equal(load, await seen.NewestAsync(Stop));
            }
        }
    }
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The datasets that need a load, in every engine.</summary>
public abstract class WaitingDatasetTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract Prices = Append("prices", "1.0.0", Column("price", ColumnKind.Int64));

    [Fact]
    public async Task Finds_the_datasets_with_commits_that_are_not_loaded()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await Lake.DropAsync(Prices, "values (1)");
        Assert.Equal(["orders", "prices"], await FindAsync());

        await LoadAsync("orders");
        Assert.Equal(["prices"], await FindAsync());

        await LoadAsync("prices");
        Assert.Empty(await FindAsync());

        await Lake.DropAsync(Orders, "values (2)");
        Assert.Equal(["orders"], await FindAsync());
    }

    [Fact]
    public async Task Finds_a_dataset_whose_tables_do_not_follow_its_newest_contract()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");
        Lake.Publish(Append("orders", "1.1.0", Column("order_id", ColumnKind.Int64), Column("country")), Prices);

        Assert.Equal(["orders"], await FindAsync());

        await LoadAsync("orders");
        Assert.Empty(await FindAsync());
    }

    /// <summary>Its load reports the fault; skipping it would hide the fault.</summary>
    [Fact]
    public async Task Finds_a_dataset_whose_lake_was_replaced_by_another_with_the_same_version()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");
        await Engine.ExecuteAsync("update datashare.\"load\" set load_ids = '[\"01JZZZZZZZZZZZZZZZZZZZZZZZ\"]'", Stop);

        Assert.Equal(["orders"], await FindAsync());
        await Assert.ThrowsAsync<WarehouseException>(() => LoadAsync("orders"));
    }

    [Fact]
    public async Task Works_in_a_warehouse_that_is_held_open()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await using (await Warehouse.HoldAsync(Stop))
        {
            await new LoadDataset(Lake.NewStore(), Warehouse, Options, TimeProvider.System, NullLogger<LoadDataset>.Instance)
                .RunAsync(Orders.Dataset, Lake.Catalog, Stop);
            Assert.Empty(await Warehouse.Ledger.ConsumersAsync(Stop));
            Assert.Equal("orders@0", await NewestAsync());
        }

        Assert.Equal(["1"], await RowsAsync("select order_id from orders"));
    }

    private async Task<IEnumerable<string>> FindAsync() =>
        (await new WaitingDatasets(Lake.NewStore(), Warehouse).FindAsync(Lake.Catalog.Datasets, Lake.Catalog, Stop)).Select(d => d.Value);
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Verify finds differences between lake, ledger and tables, and rebuild repairs them, in every engine.</summary>
public abstract class VerifyLoadsTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract People = Merge(
        "people", "1.0.0", new DeleteMarker("change", "D"), Key("code", ColumnKind.String), Column("name"), Column("change"));

    private static readonly DataContract Prices = Snapshot("prices", "1.0.0", Key("sku", ColumnKind.String), Column("price", ColumnKind.Int32));

    private static readonly DataContract Rates = Snapshot("rates", "1.0.0", Column("code"));

    [Fact]
    public async Task Finds_nothing_after_loads_of_every_write_mode()
    {
        await DropEverythingAsync();
        foreach (var (dataset, rows) in new[] { ("orders", 3), ("people", 2), ("prices", 2), ("rates", 1) })
        {
            await LoadAsync(dataset);
            var verdict = await VerifyAsync(dataset);

            Assert.Empty(verdict.Problems);
            Assert.Equal(rows, verdict.Rows);
        }
    }

    [Theory]
    [InlineData("orders", "delete from orders_v1_data where order_id = 2", "the table has 1 row of lake version 0")]
    [InlineData("people", "delete from people_v1_data where code = 'B'", "the table has 1 row of lake version 1, expected 1 row and 1 deleted key")]
    [InlineData("people", "update people_v1_data set _datashare_order = 1 where code = 'C'", "the table has 0 rows of lake version 2")]
    [InlineData("people", "update people_v1_data set _lake_version = 1 where code = 'C'", "the table has other values than the lake in the 1 row of lake version 2")]
    [InlineData("people", "update datashare.\"load\" set rows_inserted = 7 where lake_version = 1", "the ledger has 7 inserted, 1 updated, 1 deleted; the lake has 0 inserted, 1 updated, 1 deleted")]
    [InlineData("prices", "delete from prices_v1_data where sku = 'gone'", "expected 1 row and 1 deleted key")]
    [InlineData("rates", "insert into rates_v1_data (code, _lake_version, _datashare_order) values ('x', 99, 990000000001)", "the table has 1 row of a commit that the ledger does not have, expected 0 rows")]
    public async Task Names_a_load_with_missing_rows_and_rebuild_repairs_it(string dataset, string damage, string expected)
    {
        await DropEverythingAsync();
        await LoadAsync(dataset);
        var before = await RowsAsync($"select * from {dataset}_v1_data order by 1, _lake_version, _source_row");
        await Engine.ExecuteAsync(damage, Stop);

        Assert.Contains((await VerifyAsync(dataset)).Problems, p => p.Contains(expected, StringComparison.Ordinal));
        var rebuilt = await RebuildAsync(dataset);

        Assert.True(rebuilt!.Changed.Count + rebuilt.StrayRows > 0);
        Assert.Empty((await VerifyAsync(dataset)).Problems);
        Assert.Equal(before, await RowsAsync($"select * from {dataset}_v1_data order by 1, _lake_version, _source_row"));
    }

    [Fact]
    public async Task Finds_a_commit_that_the_ledger_skipped()
    {
        await DropEverythingAsync();
        await LoadAsync("orders");
        await Engine.ExecuteAsync("delete from datashare.\"load\" where dataset = 'orders' and lake_version = 0", Stop);

        Assert.Contains("lake version 0 of orders/v1 was skipped", Assert.Single((await VerifyAsync("orders")).Problems));
        await RebuildAsync("orders");

        Assert.Single((await VerifyAsync("orders")).Problems);
    }

    [Fact]
    public async Task Rebuilds_the_tables_before_a_load_if_the_ledger_asks_for_it()
    {
        await Lake.DropAsync(People, "values ('A', 'Ada', 'U'), ('B', 'Bob', 'U')");
        await LoadAsync("people");
        await Engine.ExecuteAsync("delete from people_v1_data where code = 'A'", Stop);
        await Engine.ExecuteAsync("update datashare.dataset_shape set rebuild = 'an old fault'", Stop);
        await Lake.DropAsync(People, "values ('C', 'Cid', 'U')");

        Assert.Equal("an old fault", (await VerifyAsync("people")).RebuildReason);
        var summary = await LoadAsync("people");

        Assert.Equal(["people/v1@0"], summary.Rebuilt!.Changed.Select(c => $"{c.Table}@{c.LakeVersion}"));
        Assert.Equal(1, Assert.Single(summary.Loads).RowsInserted);
        Assert.Equal(["A|0", "B|0", "C|1"], await RowsAsync("select code, _lake_version from people order by code"));
        Assert.Null((await LoadAsync("people")).Rebuilt);
    }

    [Fact]
    public async Task Leaves_the_old_rows_when_a_rebuild_is_stopped_in_the_middle()
    {
        await Lake.DropAsync(People, "values ('A', 'Ada', 'U')");
        await LoadAsync("people");
        await using (var transaction = await Warehouse.BeginLoadAsync(People.Dataset, Stop))
        {
            await transaction.RebuildAsync(Lake.Catalog.Majors(People.Dataset), await Lake.CommitsAsync(People), Stop);
        }

        Assert.Equal(["A|0"], await RowsAsync("select code, _lake_version from people"));
        Assert.Empty((await VerifyAsync("people")).Problems);
    }

    private async Task DropEverythingAsync()
    {
        await Lake.DropAsync(Orders, "values (1), (2)");
        await Lake.DropAsync(Orders, "values (3)");
        await Lake.DropAsync(People, "values ('A', 'Ada', 'U'), ('B', 'Bob', 'U')");
        await Lake.DropAsync(People, "values ('A', 'Ada L.', 'U'), ('B', null, 'D')");
        await Lake.DropAsync(People, "values ('C', null, 'U'), ('A', 'Ada L.', 'U')");
        await Lake.DropAsync(Prices, "values ('a', 1), ('gone', 2)");
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 3)");
        await Lake.DropAsync(Rates, "values ('x'), ('y')");
        await Lake.DropAsync(Rates, "values ('z')");
    }

    private async Task<LoadVerdict> VerifyAsync(string dataset) =>
        await new VerifyLoads(Lake.NewStore(), NewWarehouse(), Options).RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);

    private ValueTask<RebuiltDataset?> RebuildAsync(string dataset) =>
        new RebuildDataset(Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance)
            .RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>If a row of a snapshot is rejected, the earlier row stays and is marked stale, in every engine.</summary>
public abstract class StaleRowTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Prices = Snapshot("prices", "1.0.0", Key("sku", ColumnKind.String), Column("price", ColumnKind.Int32));

    private static readonly DataContract More = Snapshot(
        "prices", "2.0.0", Key("sku", ColumnKind.String), Column("price", ColumnKind.Int32), Column("note"));

    private static readonly BatchRead Read = new("p", Prices.Dataset, 1, Prices.Columns);

    [Fact]
    public async Task Keeps_its_version_and_is_marked_until_a_snapshot_has_its_key()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2), ('c', 3)");
        await Lake.DropAsync(Prices, "values ('a', 10)", kept: "values ('b', 2)");
        Assert.Equal([(3L, 0L, 0L), (0, 1, 1)], (await LoadAsync("prices")).Loads.Select(l => (l.RowsInserted, l.RowsUpdated, l.RowsDeleted)));
        Assert.Equal(["a|10|1|0", "b|2|0|1"], await ShownAsync());

        await Lake.DropAsync(Prices, "values ('a', 10), ('b', 2)");
        Assert.Equal((0, 0, 0), Counts(Assert.Single((await LoadAsync("prices")).Loads)));

        Assert.Equal(["a|10|1|0", "b|2|0|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task Stays_as_long_as_the_rows_of_its_key_are_rejected_and_vanishes_with_a_snapshot_that_lacks_it()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        await Lake.DropAsync(Prices, "values ('a', 1)", kept: "values ('b', 2)");
        await Lake.DropAsync(Prices, "values ('a', 1)", kept: "values ('b', 2)");
        await LoadAsync("prices");
        Assert.Equal(["a|1|0|0", "b|2|0|1"], await ShownAsync());
        await ConfirmAsync();

        await Lake.DropAsync(Prices, "values ('a', 1)");
        Assert.Equal((0, 0, 1), Counts(Assert.Single((await LoadAsync("prices")).Loads)));

        Assert.Equal(["a|1|0|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task A_replayed_row_replaces_only_the_stale_row()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2), ('c', 3)");
        await Lake.DropAsync(Prices, "values ('a', 1)", kept: "values ('b', 2), ('c', 3)");
        await LoadAsync("prices");

        await Lake.AmendAsync(Prices, "values ('b', 20), ('d', 4)", kept: "values ('c', 3)");
        Assert.Equal((1, 1, 0), Counts(Assert.Single((await LoadAsync("prices")).Loads)));

        Assert.Equal(["a|1|0|0", "b|20|2|0", "c|3|0|1", "d|4|2|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task Is_no_longer_stale_after_an_equal_row_is_replayed()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        await Lake.DropAsync(Prices, "values ('a', 1)", kept: "values ('b', 2)");
        await Lake.AmendAsync(Prices, "values ('b', 2)");
        await LoadAsync("prices");

        Assert.Equal(["a|1|0|0", "b|2|0|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task Is_live_again_if_its_key_comes_after_it_vanished()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        await Lake.DropAsync(Prices, "values ('a', 1)");
        await Lake.DropAsync(Prices, "values ('a', 1)", kept: null);
        await Lake.AmendAsync(Prices, "values ('b', 2)");
        await LoadAsync("prices");

        Assert.Equal(["a|1|0|0", "b|2|3|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task Is_no_change_for_consumers_but_its_replay_is()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        await LoadAsync("prices");
        await DeliverAsync();
        await Lake.DropAsync(Prices, "values ('a', 10)", kept: "values ('b', 2)");
        await LoadAsync("prices");
        Assert.Equal(["a|10|upsert|1"], await DeliverAsync());

        await Lake.AmendAsync(Prices, "values ('b', 20)");
        await LoadAsync("prices");

        Assert.Equal(["b|20|upsert|2"], await DeliverAsync());
    }

    [Fact]
    public async Task Is_not_kept_if_a_snapshot_of_another_major_removed_it()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        Pass();
        await Lake.DropAsync(More, "values ('a', 10, 'n')");
        // The first major's table in the lake does not have the rows of the second major.
        Pass();
        await Lake.DropAsync(Prices, "values ('c', 3)", kept: "values ('b', 2)");
        Pass();
        await Lake.DropAsync(Prices, "values ('c', 3)", kept: "values ('b', 2)");
        await LoadAsync("prices");

        Assert.Equal(["c|3|1|0"], await ShownAsync());
        await ConfirmAsync();
    }

    [Fact]
    public async Task A_replayed_row_is_added_to_a_snapshot_without_a_key()
    {
        var rates = Snapshot("rates", "1.0.0", Column("code"));
        await Lake.DropAsync(rates, "values ('x'), ('y')");
        await Lake.DropAsync(rates, "values ('x')");
        await Lake.AmendAsync(rates, "values ('z')");
        Assert.Equal([(2, 0, 0), (1, 0, 2), (1, 0, 0)], (await LoadAsync("rates")).Loads.Select(Counts));
        Assert.Equal(["x|1", "z|2"], await RowsAsync("select code, _lake_version from rates order by code"));
        await ConfirmAsync("rates");

        await Lake.DropAsync(rates, "values ('x')");
        Assert.Equal((1, 0, 2), Counts(Assert.Single((await LoadAsync("rates")).Loads)));
        await ConfirmAsync("rates");
    }

    [Fact]
    public async Task Is_marked_in_a_table_that_an_earlier_version_made()
    {
        await Lake.DropAsync(Prices, "values ('a', 1), ('b', 2)");
        await LoadAsync("prices");
        await Engine.ExecuteAsync("alter table prices_v1_data drop column _stale", Stop);
        await Engine.ExecuteAsync("update datashare.dataset_shape set versions = '1.0.0, '", Stop);
        Assert.Empty((await VerifyAsync("prices")).Problems);

        await Lake.DropAsync(Prices, "values ('a', 1)", kept: "values ('b', 2)");
        await LoadAsync("prices");

        Assert.Equal(["a|1|0|0", "b|2|0|1"], await ShownAsync());
        await ConfirmAsync();
    }

    private static (long Inserted, long Updated, long Deleted) Counts(LoadedCommit load) => (load.RowsInserted, load.RowsUpdated, load.RowsDeleted);

    private void Pass() => Lake.Time.Advance(TimeSpan.FromSeconds(1));

    private Task<IReadOnlyList<string>> ShownAsync() => RowsAsync("select sku, price, _lake_version, _stale from prices_v1 order by sku");

    /// <summary>Confirms that verify finds no difference, and that a rebuild restores the same rows.</summary>
    private async Task ConfirmAsync(string dataset = "prices")
    {
        Assert.Empty((await VerifyAsync(dataset)).Problems);
        var rebuilt = await new RebuildDataset(Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance)
            .RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);
        Assert.Empty(rebuilt!.Changed);
    }

    private async Task<LoadVerdict> VerifyAsync(string dataset) =>
        await new VerifyLoads(Lake.NewStore(), NewWarehouse(), Options).RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);

    private async Task<IReadOnlyList<string>> DeliverAsync()
    {
        var read = Read with { Majors = Lake.Catalog.Majors(Prices.Dataset) };
        var run = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("shop", [read], Stop)).Run;
        await using (var batch = await Warehouse.OpenBatchAsync(run, [read], Stop))
        {
            await batch.ExecuteAsync(
                $"create table batch_{run.Number} (a varchar(9), b int, c varchar(9), d bigint); "
                + $"insert into batch_{run.Number} select sku, price, _change, _lake_version from {batch.Relation(read.Name)}",
                Stop);
            await batch.CompleteAsync(await batch.CountAsync(read.Name, Stop), Stop);
        }

        return await RowsAsync($"select * from batch_{run.Number} order by a");
    }
}

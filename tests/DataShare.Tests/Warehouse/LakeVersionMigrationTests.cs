using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>A warehouse that counted by a sequence becomes one that counts by lake versions. The embedded engine only.</summary>
public sealed class LakeVersionMigrationTests() : WarehouseTestBase(new DuckDbEngine())
{
    private static readonly DataContract Log = Append("log", "1.0.0", Key("id"), Column("text"));
    private static readonly DataContract People = Merge("people", "1.0.0", new DeleteMarker("op", "D"), Key("code", ColumnKind.String), Column("name") with { Id = "c2" }, Column("op"));
    private static readonly DataContract Persons = Merge("people", "2.0.0", new DeleteMarker("op", "D"), Key("code", ColumnKind.String), Column("full_name") with { Id = "c2" }, Column("op"));
    private static readonly DataContract Prices = Snapshot("prices", "1.0.0", Key("sku", ColumnKind.String), Column("price") with { Id = "c2" });
    private static readonly DataContract Tariffs = Snapshot("prices", "2.0.0", Key("sku", ColumnKind.String), Column("amount") with { Id = "c2" });
    private static readonly DataContract Rates = Snapshot("rates", "1.0.0", Column("code"), Column("rate"));

    private static readonly IReadOnlyList<string> Tables = ["log_v1", "people_v1", "people_v2", "prices_v1", "prices_v2", "rates_v1"];

    [Fact]
    public async Task Rows_and_ledger_are_as_if_they_were_loaded_now()
    {
        await FillAsync();
        var (rows, ledger) = (await ShownAsync(), await RowsAsync(Ledger));

        await MakeFormerAsync();
        await using (var batch = await NewWarehouse().QueryAsync("select 1", Stop))
        {
            Assert.True(await batch.Reader.ReadAsync(Stop));
        }

        Assert.Equal(ledger, await RowsAsync(Ledger));
        await LoadAllAsync();
        Assert.Equal(rows, await ShownAsync());
        foreach (var dataset in new[] { "log", "people", "prices", "rates" })
        {
            var verdict = await new VerifyLoads(Lake.NewStore(), Warehouse, Options).RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);
            Assert.Empty(verdict.Problems);
        }
    }

    [Fact]
    public async Task Later_loads_continue_as_without_the_change()
    {
        await FillAsync();
        await MakeFormerAsync();
        await FillOnAsync();
        var migrated = await ShownAsync();

        File.Delete(Options.DatabaseFile!);
        await LoadAllAsync();

        Assert.Equal(await ShownAsync(), migrated);
    }

    [Fact]
    public async Task A_consumer_gets_each_change_once_over_the_change()
    {
        await FillAsync();
        var reads = new[] { Read(Log), Read(People), Read(Prices) };
        var before = await DeliverAsync("all", reads);
        await DropAsync(Log, "values (3, 'c')");
        await DropAsync(Persons, "values ('B', 'Bea', null)");
        await MakeFormerAsync();

        var after = await DeliverAsync("all", reads);
        var last = await Warehouse.Runs.StartAsync("all", reads, Stop);

        Assert.Equal(["log 1", "log 2", "people A", "people B", "people C", "prices x", "prices y", "prices z"], before.Order(StringComparer.Ordinal));
        Assert.Equal(["log 3", "people B"], after.Order(StringComparer.Ordinal));
        Assert.Equal("log@2, people/v1@1, people/v2@1, prices/v1@1, prices/v2@0", Assert.IsType<RunStart.Nothing>(last).Positions.ToString());
    }

    [Fact]
    public async Task A_dataset_that_is_read_later_begins_at_its_start()
    {
        await FillAsync();
        await DeliverAsync("one", [Read(Log)]);
        await MakeFormerAsync();
        Assert.IsType<RunStart.Nothing>(await NewWarehouse().Runs.StartAsync("one", [Read(Log)], Stop));

        Assert.Equal(["rates u", "rates v"], await DeliverAsync("one", [Read(Log), Read(Rates)]));
    }

    [Fact]
    public async Task An_unfinished_delivery_keeps_its_range_and_the_names_of_its_files()
    {
        await DropAsync(Log, "values (1, 'a')");
        await DeliverAsync("feed", [Read(Log)]);
        await DropAsync(Log, "values (2, 'b')");
        await DropAsync(Rates, "values ('u', '1')");
        var started = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [Read(Log)], Stop));
        await DropAsync(Log, "values (3, 'c')");
        await MakeFormerAsync();

        var run = Assert.IsType<RunStart.Started>(await NewWarehouse().Runs.StartAsync("feed", [Read(Log)], Stop)).Run;

        Assert.Equal((started.Run.Number, 2), (run.Number, run.Attempt));
        Assert.Equal("log@1", TableRange.Text(run.Ranges));
        Assert.Equal(new SequenceRange(1, 2), run.Former);
    }

    private const string Ledger =
        "select dataset, major, lake_version, place, contract_version, rows_inserted, rows_updated, rows_deleted from datashare.load order by all";

    private async Task FillAsync()
    {
        await DropAsync(Log, "values (1, 'a')");
        await DropAsync(People, "values ('A', 'Ada', null), ('B', 'Bob', null)");
        await DropAsync(Prices, "values ('x', '1'), ('y', '2')");
        await DropAsync(Rates, "values ('u', '1')");
        await DropAsync(Persons, "values ('C', 'Cid', null)");
        await DropAsync(Prices, "values ('x', '1'), ('z', '3')");
        await DropAsync(People, "values ('A', null, 'D')");
        await DropAsync(Tariffs, "values ('z', '3'), ('y', '4')");
        await DropAsync(Log, "values (2, 'b')");
        await DropAsync(Rates, "values ('u', '2'), ('v', '3')");
    }

    private async Task FillOnAsync()
    {
        await DropAsync(People, "values ('C', 'Cid', null), ('A', 'Ada', null)");
        await DropAsync(Prices, "values ('x', '1'), ('y', '4')");
        await DropAsync(Log, "values (3, 'c')");
        await DropAsync(Rates, "values ('w', '1')");
    }

    private async Task DropAsync(DataContract contract, string rows)
    {
        await Lake.DropAsync(contract, rows);
        await LoadAsync(contract.Dataset.Value);
        // The former sequence is told by the time of the load.
        await Task.Delay(2, Stop);
    }

    private async Task LoadAllAsync()
    {
        foreach (var dataset in new[] { "log", "people", "prices", "rates" })
        {
            await LoadAsync(dataset);
        }
    }

    private Task MakeFormerAsync() =>
        FormerWarehouse.MakeAsync(Options.DatabaseFile!, Migration.Of("duckdb").Select(m => (m.Name, m.Sql)), Stop);

    /// <summary>All rows of tables and views, whatever the order of a table's columns.</summary>
    private async Task<IReadOnlyList<string>> ShownAsync()
    {
        var shown = new List<string>();
        foreach (var table in Tables)
        {
            foreach (var relation in new[] { table, table + "_data" })
            {
                var columns = await RowsAsync($"select column_name from (describe {relation}) order by column_name");
                shown.Add($"{relation}: {string.Join(',', columns)}");
                shown.AddRange((await RowsAsync($"select {string.Join(", ", columns.Select(SqlName.Quote))} from {relation}")).Order(StringComparer.Ordinal));
            }
        }

        return shown;
    }

    private BatchRead Read(DataContract contract) => new(contract.Dataset.Value, contract.Dataset, 1, [contract.Columns[0]])
    {
        Majors = Lake.Catalog.Majors(contract.Dataset),
    };

    /// <summary>Delivers a run, and returns the first column of each row.</summary>
    private async Task<IReadOnlyList<string>> DeliverAsync(string consumer, IReadOnlyList<BatchRead> reads)
    {
        var warehouse = NewWarehouse();
        var run = Assert.IsType<RunStart.Started>(await warehouse.Runs.StartAsync(consumer, reads, Stop)).Run;
        var rows = new List<string>();
        await using var batch = await warehouse.OpenBatchAsync(run, reads, Stop);
        foreach (var read in reads)
        {
            var file = Lake.Folder[$"{consumer}-{run.Number}-{read.Name}.csv"];
            await batch.ExportAsync(read.Name, file, FileFormat.Csv, Stop);
            rows.AddRange((await File.ReadAllLinesAsync(file, Stop)).Skip(1).Select(l => $"{read.Name} {l.Split(',')[0]}"));
        }

        await batch.CompleteAsync(rows.Count, Stop);
        return rows;
    }
}

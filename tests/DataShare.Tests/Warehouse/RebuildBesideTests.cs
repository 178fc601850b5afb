using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The embedded engine rebuilds a dataset in tables beside its own, while others load and read.</summary>
public sealed class RebuildBesideTests() : WarehouseTestBase(new DuckDbEngine())
{
    private static readonly DataContract People = Merge("people", "1.0.0", null, Key("code", ColumnKind.String), Column("name") with { Id = "c2" });
    private static readonly DataContract Persons = Merge("people", "2.0.0", null, Key("code", ColumnKind.String), Column("full_name") with { Id = "c2" });
    private static readonly DataContract Log = Append("log", "1.0.0", Key("id"));

    [Fact]
    public async Task Takes_over_commits_that_were_loaded_meanwhile()
    {
        await LoadPeopleAsync();
        await Engine.ExecuteAsync("delete from people_v1_data where code = 'B'", Stop);
        var drops = new Queue<(DataContract Contract, string Rows)>([(People, "values ('C', 'Cid')"), (Persons, "values ('A', 'Ada L.')")]);

        var rebuilt = await RebuildAsync(async step =>
        {
            if (step == "rows stored beside" && drops.TryDequeue(out var drop))
            {
                await Lake.DropAsync(drop.Contract, drop.Rows);
                await LoadAsync("people");
            }
        });

        Assert.Equal(4, rebuilt!.Loads);
        Assert.Equal(["people/v1@0"], rebuilt.Changed.Select(c => $"{c.Table}@{c.LakeVersion}"));
        Assert.Equal(["A|Ada L.|1", "B|Bob|0", "C|Cid|1"], await RowsAsync("select code, name, _lake_version from people_v1 order by code"));
        await ExpectWholeAsync();
    }

    [Theory]
    [InlineData("datashare-rebuild", true)]
    [InlineData("datashare_rebuild", true)]
    [InlineData("datashare-rebuilds", false)]
    public void The_name_of_its_tables_is_reserved(string name, bool isReserved) => Assert.All(
        Engines.All.Values,
        engine => Assert.Equal(isReserved, engine.Unfit(Append(name, "1.0.0", Key("id"))).Any(p => p.Message.Contains("is reserved", StringComparison.Ordinal))));

    [Fact]
    public async Task Readers_and_consumers_go_on_meanwhile()
    {
        await LoadPeopleAsync();
        var seen = new List<string>();
        var read = new BatchRead("people", People.Dataset, 1, [People.Columns[0]]) { Majors = Lake.Catalog.Majors(People.Dataset) };

        await RebuildAsync(async step =>
        {
            seen.AddRange((await RowsAsync("select count(*) from people_v1")).Select(c => $"{step}: {c} rows"));
            if (step == "rows stored beside" && await Warehouse.Runs.StartAsync("crm", [read], Stop) is RunStart.Started { Run: var run })
            {
                await using var batch = await Warehouse.OpenBatchAsync(run, [read], Stop);
                seen.Add($"delivered {await batch.CountAsync("people", Stop)}");
                await batch.CompleteAsync(2, Stop);
            }
        });

        Assert.Equal(["rows stored beside: 2 rows", "delivered 2", "rows stored beside: 2 rows"], seen[..3]);
        Assert.IsType<RunStart.Nothing>(await Warehouse.Runs.StartAsync("crm", [read], Stop));
        await ExpectWholeAsync();
    }

    [Fact]
    public async Task Removes_the_tables_that_a_stopped_rebuild_left()
    {
        await LoadPeopleAsync();
        await Lake.DropAsync(Log, "values (1)");
        await LoadAsync("log");
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await RebuildAsync(_ => throw new InvalidOperationException("stopped")));
        Assert.NotEmpty(await BesideAsync());
        Assert.Equal(["log/v1", "people/v1", "people/v2"], (await Warehouse.Ledger.TablesAsync(Stop)).Select(t => t.Table.ToString()));
        Assert.DoesNotContain(await Warehouse.Ledger.LoadsAsync(null, 100, Stop), l => l.Commit.Table.Dataset == BesideTables.Dataset);

        await new RebuildDataset(Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance).RunAsync(Log.Dataset, Lake.Catalog, Stop);

        Assert.Empty(await BesideAsync());
        Assert.Equal(["1"], await RowsAsync("select id from log"));
        await ExpectWholeAsync();
    }

    [Fact]
    public async Task Replaces_nothing_when_another_rebuild_has_emptied_its_tables()
    {
        await LoadPeopleAsync();

        var refused = await Assert.ThrowsAsync<WarehouseBusyException>(async () => await RebuildAsync(async step =>
        {
            if (step == "rows stored beside")
            {
                await using var other = await NewWarehouse().BeginLoadAsync(BesideTables.Dataset, Stop);
                await other.DropBesideAsync(Stop);
                await other.CompleteAsync(Stop);
            }
        }));

        Assert.Contains("Nothing was changed. Run again: datashare rebuild people", refused.Message, StringComparison.Ordinal);
        await ExpectWholeAsync();
    }

    [Fact]
    public async Task Verify_finds_a_changed_value_and_a_rebuild_restores_it()
    {
        await LoadPeopleAsync();
        await Lake.DropAsync(Log, "values (1), (2)");
        await LoadAsync("log");
        await Engine.ExecuteAsync("update people_v1_data set name = 'Rob' where code = 'B'; update log_v1_data set id = 3 where id = 2", Stop);

        Assert.Equal(["people/v1: the table has other values than the lake in the 2 rows of lake version 0"], await ProblemsAsync("people"));
        Assert.Equal(["log/v1: the table has other values than the lake in the 2 rows of lake version 0"], await ProblemsAsync("log"));
        Assert.Equal(["people/v1@0"], (await RebuildAsync(_ => Task.CompletedTask))!.Changed.Select(c => $"{c.Table}@{c.LakeVersion}"));

        await ExpectWholeAsync();
    }

    [Fact]
    public async Task Verify_names_a_consumer_that_is_further_than_the_log()
    {
        await LoadPeopleAsync();
        await Warehouse.Runs.MoveAsync("crm", new LakePositions([KeyValuePair.Create(WarehouseLake.Table(People), 7L)]), Stop);

        Assert.StartsWith("consumer 'crm' has received people/v1@7, but the log ends at 0", Assert.Single(await ProblemsAsync("people")), StringComparison.Ordinal);
    }

    private async Task LoadPeopleAsync()
    {
        await Lake.DropAsync(People, "values ('A', 'Ada'), ('B', 'Bob')");
        await Lake.DropAsync(Persons, "values ('A', 'Ada')");
        await LoadAsync("people");
    }

    private async Task<RebuiltDataset?> RebuildAsync(Func<string, Task> meanwhile) =>
        await new RebuildDataset(Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance, step => meanwhile(step).GetAwaiter().GetResult())
            .RunAsync(People.Dataset, Lake.Catalog, Stop);

    private Task<IReadOnlyList<string>> BesideAsync() => RowsAsync("select table_name from duckdb_tables() where table_name like 'datashare_rebuild%'");

    private async Task ExpectWholeAsync()
    {
        Assert.Empty(await ProblemsAsync("people"));
        Assert.Empty(await BesideAsync());
        Assert.Empty(await RowsAsync("select view_name from duckdb_views() where view_name like 'datashare_rebuild%'"));
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(string dataset) =>
        (await new VerifyLoads(Lake.NewStore(), NewWarehouse(), Options).RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop)).Problems;
}

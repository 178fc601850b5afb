using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>A warehouse of each engine moves to the embedded engine and back.</summary>
public abstract class MoveTests(TestEngine engine) : WarehouseTestBase(engine)
{
    /// <summary>Types that all engines have under the same name.</summary>
    private const string Columns = "code varchar(20) not null, amount decimal(38, 2), number bigint, small smallint, day date";

    private static readonly DataContract People = Merge("people", "1.0.0", new DeleteMarker("state", "gone"), Key("code", ColumnKind.String), Column("name"), Column("state"));
    private static readonly DataContract Log = Append("log", "1.0.0", Key("id"));

    private static readonly ConsumerTables[] Consumers = [new("crm", [("crm_sums", Columns)]), new("never-ran", [("never_made", "id int")])];

    private static readonly BatchRead Read = new("people", People.Dataset, 1, [People.Columns[0]]);

    [Fact]
    public async Task Rows_positions_and_consumers_tables_are_as_before_there_and_back()
    {
        await FillAsync();
        var (rows, own, consumers) = (await PeopleAsync(), await OwnAsync(), await ConsumersAsync(Warehouse));
        await using var other = new DuckDbEngine();
        var options = await StartAsync(other, "other");

        var moved = await MoveAsync(Warehouse, Open(other, options), options);

        Assert.Equal(["log/v1@0", "people/v1@1"], moved.Loaded.Select(t => $"{t.Table}@{t.LakeVersion}").Order(StringComparer.Ordinal));
        Assert.Equal([new MovedTable("crm_sums", 3)], moved.Copied);
        Assert.Equal("people@0", moved.Positions["crm"].ToString());
        using (var there = (DuckDbWarehouse)other.Open(options))
        {
            Assert.Equal(consumers, await ConsumersAsync(there));
            Assert.IsType<RunStart.Started>(await there.Runs.StartAsync("crm", [Read], Stop));
        }

        Assert.IsType<RunStart.PausedByHand>(await Warehouse.Runs.StartAsync("crm", [Read], Stop));
        await Engine.ExecuteAsync("delete from crm_sums", Stop);
        await MoveAsync(Open(other, options), NewWarehouse(), Options);
        Assert.Equal(rows, await PeopleAsync());
        Assert.Equal(own, await OwnAsync());
        Assert.Null(Assert.Single(await Warehouse.Ledger.ConsumersAsync(Stop), c => c.Consumer == "crm").Pause);
    }

    [Theory]
    [InlineData("dataset moved")]
    [InlineData("consumers paused")]
    [InlineData("table moved")]
    [InlineData("ledger moved")]
    public async Task Wherever_it_stops_the_next_try_moves_everything(string at)
    {
        await FillAsync();
        await Warehouse.Runs.PauseAsync("crm", "the share moves", Stop);
        var consumers = await ConsumersAsync(Warehouse);
        await using var other = new DuckDbEngine();
        var options = await StartAsync(other, "other");

        await Assert.ThrowsAsync<OperationCanceledException>(() => MoveAsync(Warehouse, Open(other, options), options, step => StopIf(step == at)));
        await MoveAsync(Warehouse, Open(other, options), options);

        using var there = (DuckDbWarehouse)other.Open(options);
        Assert.Equal(consumers, await ConsumersAsync(there));
    }

    [Fact]
    public async Task Does_not_move_to_a_warehouse_whose_consumers_are_further()
    {
        await FillAsync();
        await using var other = new DuckDbEngine();
        var options = await StartAsync(other, "other");
        await MoveAsync(Warehouse, Open(other, options), options);
        using var there = (DuckDbWarehouse)other.Open(options);
        await DeliverAsync(there);

        var refused = await Assert.ThrowsAsync<WarehouseException>(() => MoveAsync(Warehouse, there, options));

        Assert.Contains("consumer 'crm' has received people/v1 up to 1, but in the present warehouse only up to 0", refused.Message, StringComparison.Ordinal);
        Assert.IsType<RunStart.Nothing>(await there.Runs.StartAsync("crm", [Read], Stop));
    }

    private static void StopIf(bool now)
    {
        if (now)
        {
            throw new OperationCanceledException();
        }
    }

    private async Task FillAsync()
    {
        await Lake.DropAsync(Log, "values (1), (2)");
        await Lake.DropAsync(People, "values ('A', 'Ann', null), ('B', 'Bob', null), ('C', 'Cid', null)");
        await LoadAsync("log");
        await LoadAsync("people");
        await DeliverAsync(Warehouse);
        await Engine.ExecuteAsync($"create table crm_sums ({Columns})", Stop);
        await Engine.ExecuteAsync(
            """
            insert into crm_sums (code, amount, number, small, day) values
              ('A', 123456789012345678901234567890.12, 9223372036854775807, -32768, '2026-02-28'),
              ('', -0.01, null, null, null),
              ('"x",;', null, -1, 1, '0001-01-01')
            """,
            Stop);
        await Lake.DropAsync(People, "values ('A', 'Ada', null), ('B', null, 'gone')");
        await LoadAsync("people");
    }

    private static async Task DeliverAsync(IWarehouse warehouse)
    {
        var started = Assert.IsType<RunStart.Started>(await warehouse.Runs.StartAsync("crm", [Read], Stop));
        await using var batch = await warehouse.OpenBatchAsync(started.Run, [Read], Stop);
        await batch.CompleteAsync(await batch.CountAsync("people", Stop), Stop);
    }

    private async Task<MovedWarehouse> MoveAsync(IWarehouse from, IWarehouse to, WarehouseOptions options, StepBorder? border = null) =>
        await new MoveWarehouse(from, to, new LoadDataset(Lake.NewStore(), to, options, TimeProvider.System, NullLogger<LoadDataset>.Instance), border)
            .RunAsync(Lake.Catalog, Consumers, "there", Stop);

    private async Task<WarehouseOptions> StartAsync(DuckDbEngine other, string name)
    {
        var options = new WarehouseOptions { MemoryLimit = Options.MemoryLimit, Threads = Options.Threads };
        await other.StartAsync(options, Lake.Folder, Stop);
        options.DatabaseFile = Lake.Folder[$"{name}.duckdb"];
        return options;
    }

    private static IWarehouse Open(DuckDbEngine other, WarehouseOptions options) => other.Open(options);

    private Task<IReadOnlyList<string>> PeopleAsync() => RowsAsync("select code, name, _lake_version, _contract_version from people order by code");

    private Task<IReadOnlyList<string>> OwnAsync() => RowsAsync("select code, cast(amount as varchar(50)), number, small, cast(day as varchar(10)) from crm_sums order by code");

    private static async Task<IReadOnlyList<string>> ConsumersAsync(IWarehouse warehouse) =>
    [
        (await warehouse.Ledger.IdentityAsync(Stop)).ToString(),
        .. (await warehouse.Ledger.ConsumersAsync(Stop)).Where(c => c.Positions.Tables.Any()).Select(c => $"{c.Consumer} {c.Positions} {c.Pause}"),
        .. (await warehouse.Ledger.RunsAsync("crm", 10, Stop)).Select(r => $"{r.Number} {TableRange.Text(r.Ranges)} {r.Status} {r.StartedAt:O} {r.FinishedAt:O} {r.Rows}"),
    ];
}

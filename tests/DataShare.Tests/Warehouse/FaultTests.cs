using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Crashes, races and wrong parts: every row is loaded exactly once, in every engine.</summary>
public abstract class FaultTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract Customers = Merge("customers", "1.0.0", null, Key("id"), Column("name"));

    [Fact]
    public async Task Has_every_row_once_after_a_crash_at_each_border()
    {
        Options.MaxCommitsPerTransaction = 1;
        await Lake.DropAsync(Orders, "values (1), (2)");
        await Lake.DropAsync(Orders, "values (3)");
        var crashes = 0;
        while (true)
        {
            var borders = 0;
            try
            {
                await NewLoader(step => _ = borders++ == crashes ? throw new SimulatedCrash(step) : 0)
                    .RunAsync(Orders.Dataset, Lake.Catalog, Stop);
                break;
            }
            catch (SimulatedCrash)
            {
                crashes++;
                Assert.Equal(["0"], await CountTwiceAsync());
            }
        }

        Assert.True(crashes >= 4, $"Only {crashes} borders were seen.");
        Assert.Equal(["3|3|1"], await RowsAsync("select count(*), count(distinct order_id), max(_lake_version) from orders"));
        Assert.Equal(2, (await Warehouse.Ledger.LoadsAsync(null, 10, Stop)).Count);
    }

    [Fact]
    public async Task Loads_every_row_once_when_several_load_at_once()
    {
        Options.MaxCommitsPerTransaction = 2;
        for (var i = 0; i < 9; i++)
        {
            await Lake.DropAsync(Orders, $"values ({i})");
        }

        // In DuckDB, two loaders may load the same commits; one of them must try again.
        var loaders = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var loader = NewLoader();
            while (true)
            {
                try
                {
                    return await loader.RunAsync(Orders.Dataset, Lake.Catalog, Stop);
                }
                catch (WarehouseBusyException)
                {
                    await Task.Delay(10, Stop);
                }
            }
        }));
        await Task.WhenAll(loaders);

        var loads = await Warehouse.Ledger.LoadsAsync(null, 100, Stop);
        Assert.Equal(Enumerable.Range(0, 9).Reverse().Select(i => new CommitPlace(i, 1)), loads.Select(l => l.Commit.Place));
        Assert.Equal(Enumerable.Range(0, 9).Reverse().Select(i => (long)i), loads.Select(l => l.Commit.LakeVersion));
        Assert.Equal(["9|9|9"], await RowsAsync("select count(*), count(distinct order_id), count(distinct _lake_version) from orders"));
    }

    [Fact]
    public async Task Loads_fewer_commits_at_once_when_the_server_refuses_a_transaction_for_its_size()
    {
        for (var i = 0; i < 8; i++)
        {
            await Lake.DropAsync(Orders, $"values ({i})");
        }

        var (refusals, committed) = (0, 0);
        await NewLoader(step =>
        {
            committed += step == "load committed" ? 1 : 0;
            _ = step == "rows stored" && refusals++ < 2 ? throw new WarehouseLimitException("The log is full.") : 0;
        }).RunAsync(Orders.Dataset, Lake.Catalog, Stop);

        Assert.Equal(4, committed);
        Assert.Equal(["8|8|8"], await RowsAsync("select count(*), count(distinct order_id), count(distinct _lake_version) from orders"));
    }

    [Fact]
    public async Task Says_why_when_one_commit_alone_is_more_than_the_server_takes()
    {
        await Lake.DropAsync(Orders, "values (1)");

        var refused = await Assert.ThrowsAsync<WarehouseLimitException>(async () => await NewLoader(step =>
            _ = step == "rows stored" ? throw new WarehouseLimitException("The log is full.") : 0).RunAsync(Orders.Dataset, Lake.Catalog, Stop));

        Assert.Equal("The log is full.", refused.Message);
        Assert.Equal("", await NewestAsync());
    }

    [Fact]
    public async Task Does_not_retry_a_statement_that_took_longer_than_its_time_out()
    {
        await Lake.DropAsync(Orders, "values (1)");
        var tries = 0;

        await Assert.ThrowsAsync<WarehouseTimeoutException>(async () => await NewLoader(step =>
            _ = step == "rows stored" && ++tries > 0 ? throw new WarehouseTimeoutException("It took an hour.") : 0).RunAsync(Orders.Dataset, Lake.Catalog, Stop));

        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Leaves_nothing_of_a_transaction_that_is_not_completed()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await using (var transaction = await Warehouse.BeginLoadAsync(Orders.Dataset, Stop))
        {
            await transaction.ApplyAsync(await Lake.CommitsAsync(Orders), Alone(Orders), Stop);
        }

        Assert.Equal("", await NewestAsync());
        await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync("select * from orders"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Refuses_to_append_other_rows_than_were_accepted(int difference)
    {
        await Lake.DropAsync(Orders, "values (1), (2)");
        var commit = Wrong((await Lake.CommitsAsync(Orders))[0], difference);

        var refused = await RefusedAsync(commit, Orders);

        Assert.Contains(commit.Parts[0].Path, refused.Message);
        Assert.Contains("orders/v1 lake version 0", refused.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Refuses_to_merge_other_rows_than_were_accepted(int difference)
    {
        await Lake.DropAsync(Customers, "values (1, 'a'), (1, 'b'), (2, 'c')");

        var refused = await RefusedAsync(Wrong((await Lake.CommitsAsync(Customers))[0], difference), Customers);

        Assert.Contains("3 rows", refused.Message);
    }

    [Fact]
    public async Task Refuses_a_row_too_many_in_one_commit_that_another_lacks()
    {
        await Lake.DropAsync(Orders, "values (1), (2)");
        await Lake.DropAsync(Orders, "values (3), (4)");
        var commits = await Lake.CommitsAsync(Orders);

        await RefusedAsync([Wrong(commits[0], 1), Wrong(commits[1], -1)], Orders);
    }

    [Fact]
    public async Task Names_a_part_that_cannot_be_read()
    {
        await Lake.DropAsync(Orders, "values (1)");
        var commit = (await Lake.CommitsAsync(Orders))[0];
        await File.WriteAllTextAsync(commit.Parts[0].Path, "no Parquet", Stop);

        Assert.Contains(commit.Parts[0].Path, (await RefusedAsync(commit, Orders)).Message);
    }

    [Fact]
    public async Task Leaves_commits_with_an_unknown_contract_in_the_lake()
    {
        await Lake.DropAsync(Orders, "values (1)");

        var refused = await Assert.ThrowsAsync<WarehouseException>(
            async () => await NewLoader().RunAsync(Orders.Dataset, ContractCatalog.Empty, Stop));

        Assert.Contains("orders 1.0.0", refused.Message);
        Assert.Single((await LoadAsync("orders")).Loads);
    }

    [Fact]
    public async Task Refuses_a_commit_that_is_loaded_already()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");

        await RefusedAsync((await Lake.CommitsAsync(Orders))[0], Orders);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Does_not_mistake_commits_of_another_lake_for_loaded_ones(int commits)
    {
        await Lake.DropAsync(Orders, "values (1)");
        await Lake.DropAsync(Orders, "values (2)");
        await LoadAsync("orders");

        using var other = new WarehouseLake();
        other.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < commits; i++)
        {
            await other.DropAsync(Orders, $"values ({10 + i})");
        }

        var loader = new LoadDataset(other.Store, Warehouse, Options, TimeProvider.System, NullLogger<LoadDataset>.Instance);
        var refused = await Assert.ThrowsAsync<WarehouseException>(
            async () => await loader.RunAsync(Orders.Dataset, other.Catalog, Stop));

        Assert.Contains("lake version 1 of orders/v1", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await RowsAsync("select order_id from orders order by order_id"));
    }

    [Fact]
    public async Task Stops_a_load_when_told_and_leaves_nothing_of_it()
    {
        await Lake.DropAsync(Customers, $"select i, repeat('x', 200) || i from range({Engine.ManyRows}) t(i)");
        using var stop = new CancellationTokenSource();
        await using (var transaction = await Warehouse.BeginLoadAsync(Customers.Dataset, Stop))
        {
            var commits = await Lake.CommitsAsync(Customers);
            var load = transaction.ApplyAsync(commits, Alone(Customers), stop.Token).AsTask();
            stop.CancelAfter(TimeSpan.FromMilliseconds(300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => load);
        }

        Assert.Equal("", await NewestAsync());
        Assert.Equal(Engine.ManyRows, (await LoadAsync("customers")).RowsInserted);
    }

    private static LakeCommit Wrong(LakeCommit commit, int difference) => commit with
    {
        Drops = [commit.Drops[0] with { AcceptedRows = commit.AcceptedRows + difference }, .. commit.Drops.Skip(1)],
        Parts = [commit.Parts[0] with { Rows = commit.Parts[0].Rows + difference }, .. commit.Parts.Skip(1)],
    };

    private Task<WarehouseException> RefusedAsync(LakeCommit commit, DataContract contract) => RefusedAsync([commit], contract);

    private async Task<WarehouseException> RefusedAsync(IReadOnlyList<LakeCommit> commits, DataContract contract)
    {
        await using var transaction = await Warehouse.BeginLoadAsync(contract.Dataset, Stop);
        return await Assert.ThrowsAsync<WarehouseException>(async () => await transaction.ApplyAsync(commits, Alone(contract), Stop));
    }

    /// <summary>Rows that are in the table more than once; none if there is no table.</summary>
    private async Task<IReadOnlyList<string>> CountTwiceAsync()
    {
        var tables = await Warehouse.Ledger.TablesAsync(Stop);
        return tables.Count == 0 ? ["0"] : await RowsAsync("select count(*) - count(distinct order_id) from orders");
    }

    private sealed class SimulatedCrash(string step) : Exception(step);
}

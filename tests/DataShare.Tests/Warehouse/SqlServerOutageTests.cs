using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Data.SqlClient;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>A server that goes down at any moment: every row is loaded once, and a note says since when it is down.</summary>
public sealed class SqlServerOutageTests : WarehouseTestBase
{
    private static readonly DataContract Customers = Merge("customers", "1.0.0", null, Key("id"), Column("name"));

    private readonly SqlServerEngine server;
    private BreakableRelay relay = null!;

    public SqlServerOutageTests()
        : this(new SqlServerEngine())
    {
    }

    private SqlServerOutageTests(SqlServerEngine server)
        : base(server) => this.server = server;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var (host, port) = server.Database.Endpoint;
        relay = new BreakableRelay(host, port);
        Options.ConnectionString = new SqlConnectionStringBuilder(server.Database.ConnectionString)
        {
            DataSource = FormattableString.Invariant($"127.0.0.1,{relay.Port}"),
            ConnectTimeout = 3,
            ConnectRetryCount = 0,
        }.ConnectionString;
        Options.OutageFile = Lake.Folder["outage.json"];
        Options.Attempts = 1;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (relay is not null)
        {
            await relay.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(BreakMoment.Unasked)]
    [InlineData(BreakMoment.HalfAsked)]
    [InlineData(BreakMoment.Unanswered)]
    public async Task Has_every_row_once_if_the_connection_breaks_at_any_statement_of_a_load(BreakMoment moment)
    {
        await Lake.DropAsync(Customers, "values (0, 'a')");
        await LoadAsync("customers");
        var question = 1;
        for (var broken = true; broken; question += 3)
        {
            await Lake.DropAsync(Customers, $"values (0, 'name {question}'), ({question}, 'b')");
            broken = await BreakAsync("load begun", question, moment);
            await LoadAsync("customers");

            Assert.Equal(
                [$"0|name {question}", $"{question}|b"],
                await RowsAsync($"select id, name from customers where id in (0, {question}) order by id"));
        }

        var loads = await Warehouse.Ledger.LoadsAsync(null, 100, Stop);
        Assert.True(loads.Count > 4, $"Only {loads.Count} questions were seen.");
        Assert.Equal(Enumerable.Range(0, loads.Count).Reverse().Select(i => (long)i), loads.Select(l => l.Commit.LakeVersion));
        Assert.All(loads.SkipLast(1), l => Assert.Equal((1, 1), (l.Commit.RowsInserted, l.Commit.RowsUpdated)));
    }

    /// <summary>The last request of the load: only the ledger shows whether the server committed it.</summary>
    [Theory]
    [InlineData(BreakMoment.Unasked, 0)]
    [InlineData(BreakMoment.HalfAsked, 0)]
    [InlineData(BreakMoment.Unanswered, 1)]
    public async Task Asks_the_ledger_when_the_connection_breaks_in_the_commit(BreakMoment moment, int stored)
    {
        await Lake.DropAsync(Customers, "values (1, 'a')");
        await LoadAsync("customers");
        await Lake.DropAsync(Customers, "values (2, 'b')");

        Assert.True(await BreakAsync("rows stored", 1, moment));
        AskAgainOnDeadConnections();

        Assert.Equal($"customers@{stored}", await NewestAsync());
        Assert.Equal(stored == 0 ? 1 : 0, (await LoadAsync("customers")).Loads.Count);
        Assert.Equal(["1|0", "2|1"], await RowsAsync("select id, _lake_version from customers order by id"));
    }

    [Fact]
    public async Task Completes_a_load_even_if_the_connection_breaks_once()
    {
        await Lake.DropAsync(Customers, "values (1, 'a')");
        Options.Attempts = 2;

        var loader = NewLoader(step => BreakAt(step, "rows stored", 1, BreakMoment.Unasked));
        var summary = await loader.RunAsync(Customers.Dataset, Lake.Catalog, Stop);

        Assert.True(relay.HasBroken);
        Assert.Equal(1, Assert.Single(summary.Loads).RowsInserted);
    }

    [Fact]
    public async Task Records_since_when_the_server_is_down_until_it_is_back()
    {
        await Lake.DropAsync(Customers, "values (1, 'a')");
        await LoadAsync("customers");
        await Lake.DropAsync(Customers, "values (2, 'b')");
        Assert.Null(Outage.Read(Options.OutageFile));

        relay.Close();
        var away = await Assert.ThrowsAsync<WarehouseAwayException>(() => LoadAsync("customers"));
        var noted = Outage.Read(Options.OutageFile);
        await Assert.ThrowsAsync<WarehouseAwayException>(() => LoadAsync("customers"));
        Assert.Equal(noted, Outage.Read(Options.OutageFile));
        relay.Reopen();

        Assert.Contains($"127.0.0.1,{relay.Port}", away.Message, StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetUtcNow() - noted!.Since < TimeSpan.FromMinutes(5));
        Assert.Single((await LoadAsync("customers")).Loads);
        Assert.Null(Outage.Read(Options.OutageFile));
    }

    [Fact]
    public async Task Answers_a_query_again_after_the_server_was_away()
    {
        await Lake.DropAsync(Customers, "values (1, 'a')");
        await LoadAsync("customers");
        Assert.Equal(["1"], await RowsAsync("select id from customers"));
        relay.Close();
        relay.Reopen();

        AskAgainOnDeadConnections();
        Assert.Equal("customers@0", (await NewWarehouse().Ledger.NewestAsync(Stop)).ToString());
        Assert.Equal(["1"], await RowsAsync("select id from customers"));
    }

    [Fact]
    public async Task Delivers_once_when_the_connection_breaks_in_a_delivery()
    {
        await Lake.DropAsync(Customers, "values (1, 'a')");
        await LoadAsync("customers");
        await Engine.ExecuteAsync("create table taken (id bigint)", Stop);
        AskAgainOnDeadConnections();
        var read = new BatchRead("c", Customers.Dataset, 1, Customers.Columns);
        Assert.False(await DeliverAsync(read, 1, BreakMoment.Unasked));
        Assert.False(await DeliverAsync(read, 1, BreakMoment.HalfAsked));

        // The commit is one of the last requests.
        for (var question = 1; question < 10; question++)
        {
            if (await DeliverAsync(read, question, BreakMoment.Unanswered))
            {
                return;
            }
        }

        Assert.Fail("The delivery was never answered.");
    }

    /// <summary>After a break, the connections in the pool are dead, but that shows only when they are used.</summary>
    private void AskAgainOnDeadConnections() => Options.Attempts = 4;

    /// <summary>Delivers, and returns whether the rows arrived; the delivery itself does not know that.</summary>
    private async Task<bool> DeliverAsync(BatchRead read, int question, BreakMoment moment)
    {
        var run = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [read], Stop)).Run;
        await using (var batch = await Warehouse.OpenBatchAsync(run, [read], Stop))
        {
            await batch.ExecuteAsync($"insert into taken select id from {batch.Relation("c")}", Stop);
            relay.BreakAt(question, moment);
            await Assert.ThrowsAsync<WarehouseAwayException>(async () => await batch.CompleteAsync(1, Stop));
        }

        var positions = (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions;
        var isMoved = positions.Of(WarehouseLake.Table(Customers)) == 0;
        Assert.Equal(isMoved ? "customers@0" : "", positions.ToString());
        Assert.Equal([isMoved ? "1" : "0"], await RowsAsync("select count(*) from taken"));
        return isMoved;
    }

    /// <summary>Loads, and breaks at the n-th request after a step. False if there were fewer requests.</summary>
    private async Task<bool> BreakAsync(string behind, int question, BreakMoment moment)
    {
        try
        {
            await NewLoader(step => BreakAt(step, behind, question, moment)).RunAsync(Customers.Dataset, Lake.Catalog, Stop);
            return relay.HasBroken;
        }
        catch (WarehouseAwayException)
        {
            return relay.HasBroken;
        }
        finally
        {
            relay.BreakNoMore();
        }
    }

    private void BreakAt(string step, string behind, int question, BreakMoment moment)
    {
        if (step == behind && !relay.HasBroken)
        {
            relay.BreakAt(question, moment);
        }
    }
}

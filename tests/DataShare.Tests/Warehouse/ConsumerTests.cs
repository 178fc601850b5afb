using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The guarantees for consumers, for every engine.</summary>
public abstract class ConsumerTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Customers = Merge(
        "customers", "1.0.0", new DeleteMarker("state", "gone"), Key("id"), Restricted("name"), Column("state"));

    private static readonly BatchRead Read = new("c", Customers.Dataset, 1, [Customers.Columns[0], Customers.Columns[1]]);

    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly BatchRead Order = new("o", Orders.Dataset, 1, Orders.Columns);

    [Fact]
    public async Task Finds_nothing_if_nothing_is_after_the_position()
    {
        Assert.Equal("customers@start", await NothingAfterAsync(Read));
        Assert.Empty(await Warehouse.Ledger.ConsumersAsync(Stop));
    }

    [Fact]
    public async Task Shows_changed_rows_with_deletions_and_masks()
    {
        await LoadAsync("values (1, 'Ann', null), (2, 'Bob', null), (3, 'Cid', null)");
        await DeliverAsync(Read);
        await LoadAsync("values (1, 'Ann', null), (2, 'Rob', null), (3, null, 'gone')");

        Assert.Equal(["2|***|upsert|1", "3||delete|1"], await DeliverAsync(Read));
    }

    [Fact]
    public async Task Shows_restricted_columns_to_the_cleared()
    {
        await LoadAsync("values (1, 'Ann', null)");

        Assert.Equal(["1|Ann|upsert|0"], await DeliverAsync(Read with { Cleared = true }));
    }

    [Fact]
    public async Task Commits_delivery_and_position_together()
    {
        await LoadAsync("values (1, 'Ann', null)");

        await DeliverAsync(Read);

        var consumer = Assert.Single(await Warehouse.Ledger.ConsumersAsync(Stop));
        Assert.Equal(("customers@0", RunStatus.Finished, 1), (consumer.Positions.ToString(), consumer.LastRun!.Status, consumer.LastRun.Rows));
        Assert.Equal("customers@0", await NothingAfterAsync(Read));
    }

    [Fact]
    public async Task Leaves_nothing_of_a_delivery_that_is_not_completed()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await using (var batch = await Warehouse.OpenBatchAsync(await StartAsync(Read), [Read], Stop))
        {
            await batch.ExecuteAsync("create table copied (id bigint)", Stop);
        }

        Assert.Empty((await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.Tables);
        await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync("select * from copied"));
    }

    [Fact]
    public async Task Continues_an_unfinished_run_with_the_same_ranges()
    {
        await LoadAsync("values (1, 'Ann', null)");
        var first = await StartAsync(Read);
        await LoadAsync("values (2, 'Bob', null)");

        var second = await StartAsync(Read);

        Assert.Equal((first.Number, 2), (second.Number, second.Attempt));
        Assert.Equal([new TableRange(WarehouseLake.Table(Customers), -1, 0)], second.Ranges);
    }

    [Fact]
    public async Task Moves_a_position_for_a_delivery_outside_once()
    {
        await LoadAsync("values (1, 'Ann', null)");
        var run = await StartAsync(Read);

        await Warehouse.Runs.FinishAsync(run, 1, Stop);
        await Warehouse.Runs.FinishAsync(run, 1, Stop);

        Assert.Equal("customers@0", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());
        await Assert.ThrowsAsync<WarehouseBusyException>(async () => await Warehouse.OpenBatchAsync(run, [Read], Stop));
    }

    [Fact]
    public async Task Gets_a_dataset_that_it_begins_to_read_from_its_start()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await LoadOrderAsync(10);
        await LoadOrderAsync(11);
        await LoadAsync("values (2, 'Bob', null)");
        await DeliverAsync(Read);
        await LoadOrderAsync(12);

        var run = await StartAsync(Read, Order);

        Assert.Equal("orders@0..2", TableRange.Text(run.Ranges));
        await using (var batch = await Warehouse.OpenBatchAsync(run, [Read, Order], Stop))
        {
            Assert.Equal((0, 3), (await batch.CountAsync("c", Stop), await batch.CountAsync("o", Stop)));
            await batch.CompleteAsync(3, Stop);
        }

        Assert.Equal("customers@1, orders@2", await NothingAfterAsync(Read, Order));
        Assert.Equal("customers@1, orders@2", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());
    }

    [Fact]
    public async Task Begins_with_the_next_rows_if_its_read_begins_at_the_newest_version()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await LoadAsync("values (2, 'Bob', null)");
        var read = Read with { FromNewest = true };

        Assert.Equal("customers@1", await NothingAfterAsync(read));
        await LoadAsync("values (3, 'Cid', null)");
        Assert.Equal(["3|***|upsert|2"], await DeliverAsync(read));
        // It counts only until the first run that reads the dataset.
        await LoadAsync("values (4, 'Dan', null)");
        Assert.Equal(["4|***|upsert|3"], await DeliverAsync(Read));
    }

    [Fact]
    public async Task Gets_all_rows_if_it_begins_at_the_newest_version_before_the_first_load()
    {
        var read = Read with { FromNewest = true };
        Assert.Equal("customers@start", await NothingAfterAsync(read));

        await LoadAsync("values (1, 'Ann', null)");

        Assert.Equal(["1|***|upsert|0"], await DeliverAsync(read));
    }

    [Fact]
    public async Task Begins_each_dataset_where_its_read_says()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await LoadOrderAsync(10);
        await DeliverAsync(Read);
        await LoadAsync("values (2, 'Bob', null)");
        var order = Order with { FromNewest = true };

        Assert.Equal("customers@1", TableRange.Text((await StartAsync(Read, order)).Ranges));
        Assert.Equal("customers@0, orders@0", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());
    }

    [Fact]
    public async Task Keeps_the_position_of_a_dataset_that_it_does_not_read_for_a_while()
    {
        await LoadOrderAsync(10);
        await LoadAsync("values (1, 'Ann', null)");
        await FinishAsync(Read, Order);
        await LoadOrderAsync(11);
        await LoadAsync("values (2, 'Bob', null)");

        Assert.Equal("customers@1", await FinishAsync(Read));
        Assert.Equal("orders@1", await FinishAsync(Read, Order));
    }

    [Fact]
    public async Task Stays_paused_until_it_is_resumed()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await Warehouse.Runs.FailAsync(await StartAsync(Read), "no such table", pause: true, Stop);

        var paused = Assert.IsType<RunStart.Paused>(await Warehouse.Runs.StartAsync("crm", [Read], Stop));
        Assert.Equal(("no such table", RunStatus.Paused), (paused.Run.Error, paused.Run.Status));
        Assert.True(await Warehouse.Runs.ResumeAsync("crm", Stop));
        Assert.False(await Warehouse.Runs.ResumeAsync("crm", Stop));
        Assert.Equal(1, (await StartAsync(Read)).Attempt);
    }

    [Fact]
    public async Task Counts_the_attempts_of_a_run_that_failed()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await Warehouse.Runs.FailAsync(await StartAsync(Read), "first", pause: false, Stop);

        Assert.Equal((2, "first"), ((await StartAsync(Read)) is var run ? (run.Attempt, run.Error!) : default));
    }

    [Fact]
    public async Task Gives_no_rows_of_a_dataset_that_was_never_loaded()
    {
        await LoadAsync("values (1, 'Ann', null)");
        var absent = new BatchRead("o", DatasetName.Parse("orders"), 1, [Column("amount", ColumnKind.Decimal) with { Type = ColumnType.Decimal(18, 2) }]);

        await using var batch = await Warehouse.OpenBatchAsync(await StartAsync(Read, absent), [Read, absent], Stop);

        Assert.Equal(1, await batch.CountAsync("c", Stop));
        Assert.Equal(0, await batch.CountAsync("o", Stop));
    }

    [Fact]
    public async Task Gives_null_for_a_column_that_no_loaded_row_had_yet()
    {
        await LoadAsync("values (1, 'Ann', null)");

        Assert.Equal(["1||upsert|0"], await DeliverAsync(Read with { Columns = [Customers.Columns[0], Column("vat")] }));
    }

    [Fact]
    public async Task Exports_csv_that_distinguishes_null_from_empty()
    {
        await LoadAsync("values (2, null, null), (1, '', null), (3, 'a,\"b', null)");
        var cleared = Read with { Cleared = true };
        var file = Lake.Folder["out.csv"];

        await using var batch = await Warehouse.OpenBatchAsync(await StartAsync(cleared), [cleared], Stop);

        Assert.Equal(3, await batch.ExportAsync("c", file, FileFormat.Csv, Stop));
        var loadId = (await Warehouse.Ledger.LoadsAsync(null, 1, Stop))[0].Commit.LoadIds[0];
        Assert.Equal(
            [
                "id,name,_change,_load_id,_source_row,_lake_version,_contract_version",
                $"2,,upsert,{loadId},1,0,1.0.0",
                $"1,\"\",upsert,{loadId},2,0,1.0.0",
                $"3,\"a,\"\"b\",upsert,{loadId},3,0,1.0.0",
            ],
            await File.ReadAllLinesAsync(file, Stop));
    }

    [Fact]
    public async Task Exports_a_digit_before_every_point()
    {
        var shares = Append("shares", "1.0.0", Column("share") with { Type = ColumnType.Decimal(3, 3) });
        await Lake.DropAsync(shares, "values ('0.5'), ('-0.025'), (null)");
        await base.LoadAsync("shares");
        var read = new BatchRead("s", shares.Dataset, 1, shares.Columns);
        var (batch, query) = (Lake.Folder["batch.csv"], Lake.Folder["query.csv"]);

        await using (var session = await Warehouse.OpenBatchAsync(await StartAsync(read), [read], Stop))
        {
            await session.ExportAsync("s", batch, FileFormat.Csv, Stop);
        }

        await Warehouse.ExportAsync("select share from shares order by _source_row", query, FileFormat.Csv, Stop);

        Assert.Equal(["share", "0.500", "-0.025", ""], (await File.ReadAllLinesAsync(batch, Stop)).Select(l => l.Split(',')[0]));
        Assert.Equal(["share", "0.500", "-0.025", "\"\""], await File.ReadAllLinesAsync(query, Stop));
    }

    [Fact]
    public async Task Writes_vanished_rows_before_the_other_rows_of_their_load()
    {
        var products = Snapshot("products", "1.0.0", Key("id"));
        await Lake.DropAsync(products, "values (1)");
        await Lake.DropAsync(products, "values (2), (3)");
        await base.LoadAsync("products");
        var read = new BatchRead("p", products.Dataset, 1, products.Columns);
        var file = Lake.Folder["out.csv"];

        await using var batch = await Warehouse.OpenBatchAsync(await StartAsync(read), [read], Stop);
        await batch.ExportAsync("p", file, FileFormat.Csv, Stop);

        Assert.Equal(["id,_change", "1,delete", "2,upsert", "3,upsert"], (await File.ReadAllLinesAsync(file, Stop)).Select(l => string.Join(',', l.Split(',')[..2])));
    }

    [Fact]
    public async Task Reads_one_state_while_a_load_goes_on()
    {
        await LoadAsync("values (1, 'Ann', null)");
        await using var batch = await Warehouse.OpenBatchAsync(await StartAsync(Read), [Read], Stop);

        await LoadAsync("values (1, 'Eve', null)");

        Assert.Equal(1, await batch.CountAsync("c", Stop));
    }

    private async Task LoadAsync(string rows, DataContract? contract = null)
    {
        await Lake.DropAsync(contract ?? Customers, rows);
        await base.LoadAsync("customers");
    }

    private async Task LoadOrderAsync(int id)
    {
        await Lake.DropAsync(Orders, $"values ({id})");
        await base.LoadAsync("orders");
    }

    /// <summary>Delivers outside the warehouse, and returns the delivered versions.</summary>
    private async Task<string> FinishAsync(params BatchRead[] reads)
    {
        var run = await StartAsync(reads);
        await Warehouse.Runs.FinishAsync(run, 1, Stop);
        return TableRange.Text(run.Ranges);
    }

    private async Task<ConsumerRun> StartAsync(params BatchRead[] reads) =>
        Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("crm", reads, Stop)).Run;

    private async Task<string> NothingAfterAsync(params BatchRead[] reads) =>
        Assert.IsType<RunStart.Nothing>(await Warehouse.Runs.StartAsync("crm", reads, Stop)).Positions.ToString();

    /// <summary>Delivers the batch into a new table and returns its rows.</summary>
    private async Task<IReadOnlyList<string>> DeliverAsync(BatchRead read)
    {
        var run = await StartAsync(read);
        await using (var batch = await Warehouse.OpenBatchAsync(run, [read], Stop))
        {
            var relation = batch.Relation("c");
            await batch.ExecuteAsync(
                $"create table batch_{run.Number} (a bigint, b varchar(99), c varchar(9), d bigint); "
                + $"insert into batch_{run.Number} select {read.Columns[0].Name}, {read.Columns[1].Name}, _change, _lake_version from {relation}",
                Stop);
            await batch.CompleteAsync(await batch.CountAsync("c", Stop), Stop);
        }

        return await RowsAsync($"select * from batch_{run.Number} order by a");
    }
}

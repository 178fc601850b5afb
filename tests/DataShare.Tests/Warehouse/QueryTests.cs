using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>What people who ask the warehouse rely on, whatever the engine.</summary>
public abstract class QueryTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    [Theory]
    [InlineData("delete from orders_v1_data")]
    [InlineData("drop view orders")]
    [InlineData("create table mine (id bigint)")]
    [InlineData("commit; delete from orders_v1_data")]
    [InlineData("select 1; drop view orders")]
    public async Task Refuses_a_query_that_would_change_the_warehouse(string sql)
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");

        await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync(sql));

        Assert.Equal(["1"], await RowsAsync("select order_id from orders;"));
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_query()
    {
        var wrong = await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync("select * from no_such_table"));

        Assert.Contains("no_such_table", wrong.Message);
    }

    [Theory]
    [InlineData("selec 1")]
    [InlineData("")]
    public async Task Refuses_what_is_no_query(string sql) =>
        await Assert.ThrowsAsync<WarehouseException>(() => RowsAsync(sql));

    [Theory]
    [InlineData(FileFormat.Csv)]
    [InlineData(FileFormat.Parquet)]
    public async Task Exports_the_result_of_a_query(FileFormat format)
    {
        await Lake.DropAsync(Orders, "values (1), (2)");
        await LoadAsync("orders");
        var file = Lake.Folder["it's.out"];

        Assert.Equal(2, await Warehouse.ExportAsync("select order_id from orders -- all\n;", file, format, Stop));
        Assert.True(new FileInfo(file).Length > 0);
    }

    [Fact]
    public async Task Stops_a_query_when_told()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var query = await Warehouse.QueryAsync(Engine.LongQuery, stop.Token);
            await query.Reader.ReadAsync(stop.Token);
        });
    }

    [Fact]
    public async Task Answers_while_a_load_goes_on()
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");
        await Lake.DropAsync(Orders, "values (2)");

        await using var transaction = await Warehouse.BeginLoadAsync(Stop);
        await transaction.ApplyAsync([(await Lake.CommitsAsync(Orders))[1]], Alone(Orders), Stop);

        Assert.Equal(["1"], await RowsAsync("select order_id from orders"));
        Assert.Single(await Warehouse.Ledger.LoadsAsync(null, 10, Stop));
    }
}

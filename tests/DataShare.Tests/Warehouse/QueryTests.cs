using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The guarantees for people who query the warehouse, for every engine.</summary>
public abstract class QueryTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract EveryType = Append(
        "every-type",
        "1.0.0",
        Column("id", ColumnKind.Int64),
        Column("moment", ColumnKind.Timestamp),
        Column("wall", ColumnKind.TimestampLocal),
        Column("day_of", ColumnKind.Date),
        Column("flag", ColumnKind.Boolean),
        Column("own_id", ColumnKind.Uuid),
        Column("bytes", ColumnKind.Binary),
        Column("amount") with { Type = ColumnType.Decimal(18, 2) },
        Column("ratio", ColumnKind.Double),
        Column("small", ColumnKind.Int8),
        Column("note"));

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
    public async Task Refuses_a_statement_that_is_not_a_query(string sql) =>
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

    /// <summary>The test has the expected bytes, because the other engine may not be available.</summary>
    [Fact]
    public async Task Writes_every_type_of_a_contract_as_the_same_csv_on_either_engine()
    {
        await Lake.DropAsync(
            EveryType,
            """
            values
              (1, '2026-06-01 09:30:00+00', '2026-06-01 09:30:00', '2026-06-01', 'true', 'AABBCCDD-0011-2233-4455-66778899AABB', '\x00\xFF', '12.50', '5', '7', 'a,b'),
              (2, '2026-06-01 11:30:00.5+02', '1960-02-29 23:59:59.000001', '0001-01-01', 'false', '00000000-0000-0000-0000-000000000000', '', '-0.05', '-0.25', '-128', ''),
              (3, '0001-01-01 00:00:00+00', '9999-12-31 23:59:59.999999', '9999-12-31', null, null, 'ab', '0', '1e15', '0', ' "q" '),
              (4, null, null, null, null, null, null, null, '1e-7', null, null),
              (5, null, null, null, null, null, null, null, '1.5e300', null, '#')
            """);
        await LoadAsync("every-type");
        const string Sql = "select id, moment, wall, day_of, flag, own_id, bytes, amount, ratio, small, note, note from every_type order by id desc";
        const string Expected =
            """
            id,moment,wall,day_of,flag,own_id,bytes,amount,ratio,small,note,note_1
            5,,,,,,,,1.5e+300,,"#","#"
            4,,,,,,,,1e-07,,,
            3,0001-01-01T00:00:00.000000Z,9999-12-31T23:59:59.999999,9999-12-31,,,YWI=,0.00,1000000000000000.0,0," ""q"" "," ""q"" "
            2,2026-06-01T09:30:00.500000Z,1960-02-29T23:59:59.000001,0001-01-01,false,00000000-0000-0000-0000-000000000000,"",-0.05,-0.25,-128,"",""
            1,2026-06-01T09:30:00.000000Z,2026-06-01T09:30:00.000000,2026-06-01,true,aabbccdd-0011-2233-4455-66778899aabb,AP8=,12.50,5.0,7,"a,b","a,b"

            """;

        Assert.Equal(5, await Warehouse.ExportAsync(Sql, Lake.Folder["out.csv"], FileFormat.Csv, Stop));
        using var text = new StringWriter();
        Assert.Equal(5, await Warehouse.WriteCsvAsync(Sql + "; -- all", text, Stop));

        Assert.Equal(Expected, await File.ReadAllTextAsync(Lake.Folder["out.csv"], Stop));
        Assert.Equal(Expected, text.ToString());
    }

    [Theory]
    [InlineData("select * from no_such_table", "no_such_table")]
    [InlineData("delete from orders_v1_data", "")]
    public async Task Reports_a_wrong_query_whose_result_is_csv(string sql, string said)
    {
        await Lake.DropAsync(Orders, "values (1)");
        await LoadAsync("orders");
        using var text = new StringWriter();

        var wrong = await Assert.ThrowsAsync<WarehouseException>(async () => await Warehouse.WriteCsvAsync(sql, text, Stop));

        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
        Assert.Empty(text.ToString());
        Assert.Equal(["1"], await RowsAsync("select order_id from orders"));
    }

    [Fact]
    public async Task Stops_a_query_when_it_is_cancelled()
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

        await using var transaction = await Warehouse.BeginLoadAsync(Orders.Dataset, Stop);
        await transaction.ApplyAsync([(await Lake.CommitsAsync(Orders))[1]], Alone(Orders), Stop);

        Assert.Equal(["1"], await RowsAsync("select order_id from orders"));
        Assert.Single(await Warehouse.Ledger.LoadsAsync(null, 10, Stop));
    }
}

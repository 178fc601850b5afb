using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Tests.Consumers;
using Microsoft.Data.SqlClient;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>The rights of each user in a database that the script has set up.</summary>
public sealed class RightsTests : ConsumerTestBase
{
    private const string Reader = "datashare_reader";
    private const string RestrictedReader = "datashare_restricted_reader";

    private readonly SetUpEngine server;

    public RightsTests()
        : this(new SetUpEngine())
    {
    }

    private RightsTests(SetUpEngine server)
        : base(server) => this.server = server;

    [Fact]
    public async Task A_reader_sees_the_views_and_no_table()
    {
        await server.SetUpAsync(Stop);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var reader = await server.AddUserAsync("reader", [Reader], Stop);

        Assert.Equal("1 AT ***", await FirstAsync(reader, "select order_id, country, email from orders"));
        Assert.Equal("1 AT ***", await FirstAsync(reader, "select order_id, country, email from orders_v1"));
        await RefusedAsync(reader, "select email from orders_v1_restricted");
        await RefusedAsync(reader, "select email from orders_v1_data");
        await RefusedAsync(reader, "select seq from datashare.\"load\"");
        await RefusedAsync(reader, "delete from orders");
    }

    [Fact]
    public async Task A_cleared_reader_sees_restricted_columns_only_through_their_view()
    {
        await server.SetUpAsync(Stop);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var cleared = await server.AddUserAsync("cleared", [RestrictedReader], Stop);

        Assert.Equal("a@x", await FirstAsync(cleared, "select email from orders_v1_restricted"));
        await RefusedAsync(cleared, "select email from orders_v1_data");
    }

    [Fact]
    public async Task A_user_without_a_role_sees_nothing()
    {
        await server.SetUpAsync(Stop);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var nobody = await server.AddUserAsync("nobody", [], Stop);

        await RefusedAsync(nobody, "select country from orders");
    }

    [Fact]
    public async Task The_script_grants_existing_views_and_may_run_again()
    {
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await Engine.ExecuteAsync("create view not_ours as select order_id from orders_v1_data", Stop);

        await server.SetUpAsync(Stop);
        await server.SetUpAsync(Stop);
        var reader = await server.AddUserAsync("reader", [Reader], Stop);

        Assert.Equal("1", await FirstAsync(reader, "select order_id from orders"));
        Assert.Equal("1", await FirstAsync(reader, "select order_id from orders_v1"));
        await RefusedAsync(reader, "select email from orders_v1_restricted");
        await RefusedAsync(reader, "select order_id from not_ours");
    }

    [Fact]
    public async Task A_reader_can_still_read_a_view_after_it_follows_a_newer_contract()
    {
        await server.SetUpAsync(Stop);
        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        var reader = await server.AddUserAsync("reader", [Reader], Stop);

        await ArriveAsync(Newer("1.1.0"), "values (2, 'DE', 'b@x', 'blue')");
        await ArriveAsync(Newer("2.0.0"), "values (3, 'DE', 'b@x', 'red')");

        Assert.Equal("2 blue", await FirstAsync(reader, "select order_id, colour from orders_v1 where order_id = 2"));
        Assert.Equal("3 red", await FirstAsync(reader, "select order_id, colour from orders"));
    }

    [Fact]
    public async Task The_rights_from_the_script_are_enough_for_the_service()
    {
        var unknown = await server.SetUpAsync(Stop);
        Assert.SkipWhen(unknown.Count > 0, $"This server does not know the rights that the script grants: {string.Join(" ", unknown)}");
        server.BecomeService();
        var revenue = Consumer(
            """
            reads: [{dataset: orders, major: 1, columns: [country]}]
            deliver:
              tables: {taken: "country varchar(2), orders bigint"}
              sql: insert into taken select country, count(*) from {{orders}} group by country
            """);

        await ArriveAsync(Orders, "values (1, 'AT', 'a@x')");
        await ArriveAsync(Newer("1.1.0"), "values (2, 'DE', 'b@x', 'blue')");
        await ArriveAsync(Newer("2.0.0"), "values (3, 'DE', 'b@x', 'red')");
        await ArriveAsync(Customers, "values (1, 'Ada', 'U'), (2, 'Bob', 'U')");
        await ArriveAsync(Customers, "values (1, null, 'D')");
        Assert.IsType<PollOutcome.Delivered>(await PollAsync(revenue));
        var reader = await server.AddUserAsync("reader", [Reader, RestrictedReader], Stop);

        Assert.Equal(["AT|1", "DE|1"], await RowsAsync("select country, orders from taken order by country"));
        Assert.Equal(["2|Bob"], await RowsAsync("select id, name from customers order by id"));
        Assert.Equal("3 red", await FirstAsync(reader, "select order_id, colour from orders"));
        Assert.Equal("b@x", await FirstAsync(reader, "select email from orders_v2_restricted"));
    }

    private static DataContract Newer(string version) => Contracts.Append(
        "orders",
        version,
        Contracts.Column("order_id", ColumnKind.Int64),
        Contracts.Column("country"),
        Contracts.Restricted("email"),
        Contracts.Column("colour"));

    /// <summary>The first row, its values separated by blanks.</summary>
    private static async Task<string> FirstAsync(string connectionString, string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(Stop);
        await using var command = new SqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(Stop);
        Assert.True(await rows.ReadAsync(Stop), sql);
        return string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue));
    }

    private static async Task RefusedAsync(string connectionString, string sql)
    {
        var refused = await Assert.ThrowsAsync<SqlException>(() => FirstAsync(connectionString, sql));
        Assert.Contains("permission", refused.Message, StringComparison.Ordinal);
    }
}

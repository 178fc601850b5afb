using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse.ColumnUses;

public sealed class DuckDbColumnUseTests() : ColumnUseTests(WarehouseEngine.DuckDb)
{
    [Theory]
    [InlineData("merge into revenue using [orders] o on (o.country = revenue.country) when matched then update set total = o.amount when not matched then insert values (o.status, 1)", "country amount status")]
    [InlineData("delete from revenue using [orders] o where o.country = revenue.country", "country")]
    [InlineData("insert into revenue select country, max(amount) from [orders] group by all on conflict do nothing", "country amount")]
    [InlineData("insert into revenue by name select country from [orders]", "country")]
    [InlineData("create temp table n as select email, country from [orders]; insert into revenue select country, 1 from n", "country email")]
    [InlineData("create or replace temp view n as select email, country from [orders]; insert into revenue select country, 1 from n", "country email")]
    [InlineData("create table if not exists n (a varchar); insert into n select status from [orders]", "status")]
    [InlineData("create table n as select * exclude (email) from [orders]", "order_id country amount status email")]
    [InlineData("create table n as select columns('^a') from [orders]", "amount")]
    [InlineData("create table n as from [orders]", "order_id country amount status email")]
    [InlineData("insert into revenue select country, 1 from [orders] natural join (select 'x' as country)", "country")]
    [InlineData("insert into revenue select country, amount from (select * from [orders]) x", "country amount")]
    [InlineData("create table n as select * from range(1000000000000); insert into revenue select country, 1 from [orders]", "country")]
    public void Finds_the_columns_in_syntax_that_only_DuckDB_has(string sql, string columns)
    {
        var use = Of(sql, ("revenue", "country varchar primary key, total double"));

        Assert.Null(use.Unknown);
        Assert.Equal(columns, string.Join(' ', Assert.Single(use.Relations).Columns));
    }

    [Theory]
    [InlineData("insert into elsewhere select country, amount from [orders]")]
    [InlineData("-- mine\ninsert or replace into main.\"elsewhere\" (a, b) select country, amount from [orders]")]
    [InlineData("insert into elsewhere by name (select country, amount from [orders])")]
    [InlineData("insert into elsewhere with b as (from [orders]) select country, amount from b")]
    public void An_unknown_table_may_be_filled(string sql) =>
        Assert.Equal("batch_orders: country amount", Text(Assert.Single(Of(sql).Relations)));

    [Fact]
    public void An_update_of_an_unknown_table_makes_the_columns_unknown() =>
        Assert.Equal(
            "Catalog Error: Table with name elsewhere does not exist!",
            Of("update elsewhere set a = o.amount from [orders] o where o.country = b").Unknown);

    [Fact]
    public void No_file_is_read_or_written()
    {
        var file = Path.Combine(Path.GetTempPath(), "datashare-" + Path.GetRandomFileName());

        Assert.NotNull(Of($"create table n as select * from read_csv('{typeof(ColumnUse).Assembly.Location}')").Unknown);
        Of($"copy (select amount from [orders]) to '{file}'");

        Assert.False(File.Exists(file));
    }
}

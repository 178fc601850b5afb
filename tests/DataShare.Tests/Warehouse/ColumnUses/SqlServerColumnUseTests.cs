using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse.ColumnUses;

public sealed class SqlServerColumnUseTests() : ColumnUseTests(WarehouseEngine.SqlServer)
{
    [Theory]
    [InlineData("merge revenue as r using [orders] as o on o.country = r.country when matched then update set r.total = o.amount when not matched then insert (country, total) values (o.status, 1);", "country amount status", "")]
    [InlineData("delete r from revenue r join [orders] o on o.country = r.country", "country", "")]
    [InlineData("select * into n from [orders]", "order_id country amount status email", "")]
    [InlineData("select top (10) o.* into n from revenue r cross apply (select r.total) x join [orders] o on 1 = 1", "order_id country amount status email", "")]
    [InlineData("declare @total float = (select sum(amount) from [orders]); insert into revenue values ('x', @total)", "amount", "")]
    [InlineData("insert into revenue select o.country, total from [orders] o left join revenue r on r.country = o.country", "country", "")]
    [InlineData("insert into revenue select o.country, amount from [orders] o left join revenue r on r.country = o.country", "country amount", "amount")]
    [InlineData("insert into revenue select country, (select max(amount) from revenue) from [orders]", "country amount", "amount")]
    [InlineData("insert into revenue select country, 1 from [orders] where amount in (select total from revenue r where r.country = [orders].status)", "country amount status", "")]
    public void Finds_the_columns_and_those_that_may_belong_to_another_table(string sql, string columns, string doubtful)
    {
        var use = Of(sql);

        Assert.Null(use.Unknown);
        var orders = Assert.Single(use.Relations);
        Assert.Equal(columns, string.Join(' ', orders.Columns));
        Assert.Equal(doubtful, string.Join(' ', orders.Doubtful));
    }
}

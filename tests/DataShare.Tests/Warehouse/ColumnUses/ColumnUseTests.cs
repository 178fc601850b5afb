using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse.ColumnUses;

/// <summary>The columns that an engine's SQL reads; <c>[orders]</c> stands for the batch.</summary>
public abstract class ColumnUseTests(WarehouseEngine engine)
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");
    private static readonly DatasetName Products = DatasetName.Parse("products");

    private static readonly IReadOnlyList<SqlRelation> Relations =
    [
        SqlRelation.Batch("orders", Orders, 1,
        [
            Contracts.Column("order_id", ColumnKind.Int64), Contracts.Column("country"), Contracts.Column("amount", ColumnKind.Double),
            Contracts.Column("status"), Contracts.Restricted("email"),
        ]) with { Missing = [Contracts.Column("coupon"), Contracts.Column("note")] },
        .. SqlRelation.Views(Products, 2, [Contracts.Column("product_id"), Contracts.Column("title"), Contracts.Column("price", ColumnKind.Double)], isNewest: true),
    ];

    [Theory]
    [InlineData("insert into revenue (country, total) select country, sum(amount) from [orders] where status <> 'X' group by country", "country amount status")]
    [InlineData("insert into revenue select o.country, o.amount from [orders] o", "country amount")]
    [InlineData("insert into revenue select country, count(*) from [orders] group by country", "country")]
    [InlineData("insert into revenue select 'all', count(*) from [orders]", "")]
    [InlineData("insert into revenue select 'x', 1 from revenue where exists (select * from [orders] o where o.amount > 0)", "amount")]
    [InlineData("insert into revenue select x.country, 1 from (select country, status from [orders]) x", "country status")]
    [InlineData("with b as (select country, amount, email from [orders]) insert into revenue select country, sum(amount) from b group by country", "country amount email")]
    [InlineData("insert into revenue select country, 1 from [orders] o where exists (select 1 from revenue r where r.total = o.amount)", "country amount")]
    [InlineData("update revenue set total = o.amount from [orders] o where o.country = revenue.country", "country amount")]
    [InlineData("insert into revenue select country, row_number() over (partition by status order by _lake_version) from [orders]", "country status")]
    [InlineData("insert into revenue select 'x', 1; insert into revenue select status, 2 from [orders];", "status")]
    [InlineData("-- counts ; from [orders] email\ninsert into revenue select country, 1 /* email */ from [orders] where status = ';email'", "country status")]
    [InlineData("insert into revenue select country, case when amount > 0 then amount end from [orders]", "country amount")]
    public void Finds_the_columns_of_the_batch(string sql, string columns)
    {
        var use = Of(sql);

        Assert.Null(use.Unknown);
        Assert.Equal(columns, string.Join(' ', Assert.Single(use.Relations, r => r.Relation.Read == "orders").Columns));
    }

    [Theory]
    [InlineData("insert into revenue select country, amount from [orders] where coupon is null", "country amount coupon")]
    [InlineData("insert into revenue select o.note, count(*) from [orders] o group by o.note", "note")]
    public void Finds_columns_that_the_batch_lacks(string sql, string columns)
    {
        var use = Of(sql);

        Assert.Null(use.Unknown);
        Assert.Equal(columns, string.Join(' ', Assert.Single(use.Relations).Columns));
    }

    [Fact]
    public void Finds_views_of_the_warehouse_that_are_read_in_addition_to_the_batch()
    {
        var use = Of("insert into revenue select p.title, o.amount from [orders] o join products_v2 p on p.product_id = o.status");

        Assert.Equal("products_v2: product_id title", string.Join('|', use.Relations.Where(r => r.Relation.Read is null).Select(Text)));
    }

    [Fact]
    public void Finds_that_the_view_of_the_newest_major_is_read() =>
        Assert.True(Assert.Single(Of("insert into revenue select title, price from products").Relations).Relation.IsNewest);

    [Fact]
    public void A_name_that_the_statement_defines_is_not_a_view_of_the_warehouse() =>
        Assert.Empty(Of("with products as (select 'x' as title, 1 as price) insert into revenue select title, price from products").Relations);

    [Fact]
    public void A_statement_that_cannot_be_parsed_has_unknown_columns()
    {
        var use = Of("insert into revenue selct country from [orders]");

        Assert.NotNull(use.Unknown);
        Assert.Empty(use.Relations);
    }

    protected ColumnUse Of(string sql, params (string, string)[] tables) => Engines.All[engine].ColumnUse(
        sql.Replace("[orders]", SqlRelation.NameOfBatch("orders"), StringComparison.Ordinal),
        Relations,
        tables.Length > 0 ? tables : [("revenue", "country varchar(20), total double precision")]);

    protected static string Text(RelationUse use) => $"{use.Relation.Name}: {string.Join(' ', use.Columns)}";
}

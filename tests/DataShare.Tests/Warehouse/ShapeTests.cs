using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Tables and views follow the contracts, in every engine.</summary>
public abstract class ShapeTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Old = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64));

    private static readonly DataContract New = Append(
        "orders", "1.1.0", Column("order_id", ColumnKind.Int64), Column("country"));

    [Fact]
    public async Task Adds_a_new_nullable_column_to_the_table_and_its_views()
    {
        await Lake.DropAsync(Old, "values (1)");
        await LoadAsync("orders");
        await Lake.DropAsync(New, "values (2, 'PT')");
        await LoadAsync("orders");

        Assert.Equal(
            ["1||1.0.0", "2|PT|1.1.0"],
            await RowsAsync("select order_id, country, _contract_version from orders_v1 order by order_id"));
    }

    [Fact]
    public async Task Gives_each_row_of_a_commit_its_contract_version()
    {
        await Lake.DropAsync((Old, "values (1)"), (New, "values (2, 'PT')"));

        await LoadAsync("orders");

        Assert.Equal(
            ["1||1.0.0", "2|PT|1.1.0"],
            await RowsAsync("select order_id, country, _contract_version from orders order by order_id"));
    }

    [Fact]
    public async Task Loads_rows_of_an_older_contract_after_those_of_a_newer()
    {
        await Lake.DropAsync(New, "values (1, 'PT')");
        await LoadAsync("orders");
        await Lake.DropAsync(Old, "values (2)");
        await LoadAsync("orders");

        Assert.Equal(["1|PT", "2|"], await RowsAsync("select order_id, country from orders order by order_id"));
    }

    [Fact]
    public async Task Shows_the_newest_major_under_the_name_of_the_dataset_and_keeps_the_old_one()
    {
        await Lake.DropAsync(Append("orders", "2.0.0", Column("id")), "values ('new')");
        await LoadAsync("orders");
        await Lake.DropAsync(Old, "values (1)");
        await LoadAsync("orders");

        Assert.Equal(["new"], await RowsAsync("select id from orders"));
        Assert.Equal(["new"], await RowsAsync("select id from orders_v2"));
        Assert.Equal(["1"], await RowsAsync("select order_id from orders_v1"));
    }

    [Fact]
    public async Task Masks_restricted_columns_except_in_the_restricted_view()
    {
        var people = Append("people", "1.0.0", Column("id", ColumnKind.Int64), Restricted("email"), Restricted("age", ColumnKind.Int32));
        await Lake.DropAsync(people, "values (1, 'a@b.pt', 30), (2, null, null)");

        await LoadAsync("people");

        Assert.Equal(["1|***|", "2||"], await RowsAsync("select id, email, age from people order by id"));
        Assert.Equal(["1|***|", "2||"], await RowsAsync("select id, email, age from people_v1 order by id"));
        Assert.Equal(["1|a@b.pt|30", "2||"], await RowsAsync("select id, email, age from people_v1_restricted order by id"));
    }

    [Fact]
    public async Task Masks_a_column_after_a_version_restricts_it()
    {
        await Lake.DropAsync(New, "values (1, 'PT')");
        await LoadAsync("orders");
        await Lake.DropAsync(Append("orders", "1.2.0", Column("order_id", ColumnKind.Int64), Restricted("country")), "values (2, 'ES')");
        await LoadAsync("orders");

        Assert.Equal(["***", "***"], await RowsAsync("select country from orders"));
    }

    [Theory]
    [InlineData("order")]
    [InlineData("two words")]
    [InlineData("a \"quoted\" one")]
    [InlineData("it's $1; -- {{x}}")]
    [InlineData("größe 🌍")]
    [InlineData("rowid")]
    [InlineData("a]b")]
    [InlineData("[bracketed]")]
    [InlineData("100% 'x' [y] \"z\" ]]")]
    [InlineData("a23456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 12345678")]
    public async Task Accepts_any_column_name(string name)
    {
        var odd = Merge("odd", "1.0.0", new DeleteMarker(name, "x"), Key("id"), Column(name));
        await Lake.DropAsync(odd, "values (1, 'a'), (2, 'b'), (3, 'c')");
        await Lake.DropAsync(odd, "values (1, 'A'), (3, 'x')");

        var summary = await LoadAsync("odd");

        Assert.Equal((1, 1), (summary.RowsUpdated, summary.RowsDeleted));
        Assert.Equal(["1|A|1", "2|b|0"], await RowsAsync($"select id, {SqlName.Quote(name)} as odd, _lake_version from odd order by id"));
    }

    [Fact]
    public async Task Distinguishes_names_of_128_characters_by_their_last_one()
    {
        var stem = new string('n', 127);
        Assert.SkipUnless(await Engine.KeepsNamesAsync([stem + "1", stem + "2"], Stop), "This server shortens names of 128 characters.");
        await Lake.DropAsync(Append("odd", "1.0.0", Column(stem + "1"), Column(stem + "2")), "values ('a', 'b')");

        await LoadAsync("odd");

        Assert.Equal(["b|a"], await RowsAsync($"select {stem}2, {stem}1 from odd"));
    }

    [Fact]
    public async Task Accepts_the_longest_dataset_name()
    {
        var name = "d" + new string('x', 99);
        await Lake.DropAsync(Merge(name, "1.0.0", null, Key("id"), Restricted("email")), "values (1, 'a@b.pt')");

        await LoadAsync(name);

        Assert.Equal(["1|a@b.pt"], await RowsAsync($"select id, email from {name}_v1_restricted"));
    }

    [Fact]
    public async Task Limits_a_text_by_characters_and_not_by_bytes()
    {
        await Lake.DropAsync(Append("notes", "1.0.0", Bounded("note", 3)), "values ('🌍🌎🌏')");

        await LoadAsync("notes");

        Assert.Equal(["🌍🌎🌏"], await RowsAsync("select note from notes"));
    }

    [Fact]
    public async Task Widens_a_column_when_a_minor_version_does()
    {
        await Lake.DropAsync(Merge("notes", "1.0.0", null, Key("id"), Bounded("note", 3)), "values (1, 'abc')");
        await LoadAsync("notes");
        await Lake.DropAsync(Merge("notes", "1.1.0", null, Key("id"), Bounded("note", 10)), "values (2, repeat('🌍', 10))");
        await LoadAsync("notes");
        await Lake.DropAsync(Merge("notes", "1.2.0", null, Key("id"), Column("note")), "values (3, repeat('x', 100000))");
        await LoadAsync("notes");

        Assert.Equal(["abc", string.Concat(Enumerable.Repeat("🌍", 10)), new string('x', 100_000)], await RowsAsync("select note from notes order by id"));
    }

    [Fact]
    public async Task Names_tables_of_a_dataset_with_a_dash_without_quotes()
    {
        await Lake.DropAsync(Append("web-orders", "1.0.0", Column("id")), "values ('a')");

        await LoadAsync("web-orders");

        Assert.Equal(["a"], await RowsAsync("select id from web_orders"));
    }

    [Fact]
    public async Task Refuses_a_dataset_whose_tables_would_have_the_names_of_anothers()
    {
        await Lake.DropAsync(Old, "values (1)");
        await LoadAsync("orders");
        await Lake.DropAsync(Append("orders_v1", "1.0.0", Column("id")), "values ('a')");

        var refused = await Assert.ThrowsAsync<WarehouseException>(() => LoadAsync("orders_v1"));

        Assert.Contains("orders/v1", refused.Message);
        Assert.Equal(["1"], await RowsAsync("select order_id from orders_v1"));
    }
}

using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>The effect of loads on tables, views and ledger, in every engine.</summary>
public abstract class LoadTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64), Column("status"));

    private static readonly DataContract Customers = Merge(
        "customers", "1.0.0", new DeleteMarker("state", "gone"), Key("id"), Column("name"), Column("state"));

    private static readonly DataContract Products = Snapshot("products", "1.0.0", Key("sku", ColumnKind.String), Column("price", ColumnKind.Int32));

    [Fact]
    public async Task Appends_every_row_with_its_load_id_and_source_row()
    {
        var loadId = await Lake.DropAsync(Orders, "values (7, 'NEW'), (8, null)");

        var summary = await LoadAsync("orders");

        Assert.Equal((0, 2, 0, 0), (summary.Loads[0].LakeVersion, summary.RowsInserted, summary.RowsUpdated, summary.RowsDeleted));
        Assert.Equal(
            [$"7|NEW|{loadId}|1|0|1.0.0", $"8||{loadId}|2|0|1.0.0"],
            await RowsAsync("select * from orders order by order_id"));
    }

    [Fact]
    public async Task Loads_nothing_twice()
    {
        await Lake.DropAsync(Orders, "values (1, 'NEW')");
        await LoadAsync("orders");

        Assert.Empty((await LoadAsync("orders")).Loads);
        Assert.Equal(["1"], await RowsAsync("select count(*) from orders"));
    }

    [Fact]
    public async Task Its_print_changes_only_with_loads()
    {
        var prints = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            await Lake.DropAsync(Orders, $"values ({i}, 'NEW')");
            await LoadAsync("orders");
            Assert.SkipWhen(Warehouse.Print() is null, "This engine has no print.");
            Assert.True(prints.Add(Warehouse.Print()!));
        }

        var before = Warehouse.Print();
        await NewestAsync();
        await LoadAsync("orders");
        await RowsAsync("select * from orders");

        Assert.Equal(before, Warehouse.Print());
    }

    [Fact]
    public async Task Gives_each_commit_of_one_transaction_its_own_version_place_and_ledger_row()
    {
        var first = await Lake.DropAsync(Orders, "values (1, 'NEW'), (2, 'NEW')");
        var second = await Lake.DropAsync(Orders, "values (3, 'PAID')");

        await LoadAsync("orders");

        Assert.Equal(["1|0", "2|0", "3|1"], await RowsAsync("select order_id, _lake_version from orders order by order_id"));
        var loads = await Warehouse.Ledger.LoadsAsync(Orders.Dataset, 10, Stop);
        Assert.Equal(
            [(1, new CommitPlace(1, 1), 1), (0, new CommitPlace(0, 1), 2)],
            loads.Select(l => (l.Commit.LakeVersion, l.Commit.Place, l.Commit.RowsInserted)));
        Assert.Equal(second, Assert.Single(loads[0].Commit.LoadIds));
        Assert.Equal(first, Assert.Single(loads[1].Commit.LoadIds));
    }

    [Fact]
    public async Task Loads_many_commits_in_few_transactions_and_in_their_order()
    {
        for (var i = 0; i < 25; i++)
        {
            await Lake.DropAsync(Orders, $"values ({i}, 'NEW')");
        }

        Options.MaxCommitsPerTransaction = 10;
        var committed = 0;
        await NewLoader(step => committed += step == "load committed" ? 1 : 0).RunAsync(Orders.Dataset, Lake.Catalog, Stop);

        Assert.Equal(3, committed);
        Assert.Equal(["25|24|0"], await RowsAsync("select count(*), max(_lake_version), sum(case when order_id = _lake_version then 0 else 1 end) from orders"));
    }

    [Fact]
    public async Task Counts_the_versions_of_each_table_alone()
    {
        await Lake.DropAsync(Orders, "values (1, 'NEW')");
        await Lake.DropAsync(Products, "values ('a', 1)");
        await Lake.DropAsync(Orders, "values (2, 'NEW')");
        await LoadAsync("orders");
        await LoadAsync("products");

        Assert.Equal("orders@1, products@0", await NewestAsync());
        var tables = await Warehouse.Ledger.TablesAsync(Stop);
        Assert.Equal(["orders/v1 1", "products/v1 0"], tables.Select(t => $"{t.Table} {t.LakeVersion}"));
    }

    [Fact]
    public async Task Merges_by_key_and_does_not_change_equal_rows()
    {
        await Lake.DropAsync(Customers, "values (1, 'Ann', null), (2, 'Bob', null)");
        await Lake.DropAsync(Customers, "values (2, 'Rob', null), (1, 'Ann', null), (3, 'Cid', null)");

        var summary = await LoadAsync("customers");

        Assert.Equal((1, 1, 0), (summary.Loads[1].RowsInserted, summary.Loads[1].RowsUpdated, summary.Loads[1].RowsDeleted));
        Assert.Equal(["1|Ann|0", "2|Rob|1", "3|Cid|1"], await RowsAsync("select id, name, _lake_version from customers order by id"));
    }

    /// <summary>A text column outside the key does not affect the match of keys.</summary>
    [Fact]
    public async Task Identifies_a_row_only_by_its_text_key()
    {
        var kv = Merge("kv", "1.0.0", new DeleteMarker("change", "D"), Key("code", ColumnKind.String), Column("name"), Column("change"));
        await Lake.DropAsync(kv, "values ('A', 'Ada', 'U'), ('B', 'Bob', 'U')");
        await Lake.DropAsync(kv, "values ('A', 'Ada Lovelace', 'U'), ('B', 'Bob', 'D')");
        await Lake.DropAsync(kv, "values ('C', null, 'U')");

        var summary = await LoadAsync("kv");

        Assert.Equal([(2, 0, 0), (0, 1, 1), (1, 0, 0)], summary.Loads.Select(l => (l.RowsInserted, l.RowsUpdated, l.RowsDeleted)));
        Assert.Equal(["A|Ada Lovelace|1", "C||2"], await RowsAsync("select code, name, _lake_version from kv order by code"));
        Assert.Equal(["A|0|1", "B|1|1", "C|0|2"], await RowsAsync("select code, _deleted, _lake_version from kv_v1_data order by code"));
    }

    [Fact]
    public async Task Updates_a_row_of_a_snapshot_whose_other_text_has_changed()
    {
        var names = Snapshot("names", "1.0.0", Key("code", ColumnKind.String), Column("name"), Column("note", ColumnKind.Binary));
        await Lake.DropAsync(names, "values ('A', 'Ada', null), ('B', 'Bob', null)");
        await Lake.DropAsync(names, "values ('A', 'Ada L.', null), ('B', 'Bob', null)");

        var summary = await LoadAsync("names");

        Assert.Equal((0, 1, 0), (summary.Loads[1].RowsInserted, summary.Loads[1].RowsUpdated, summary.Loads[1].RowsDeleted));
        Assert.Equal(["A|Ada L.|1", "B|Bob|0"], await RowsAsync("select code, name, _lake_version from names order by code"));
    }

    [Fact]
    public async Task Lets_the_last_row_of_the_newest_drop_win()
    {
        var ids = await Lake.DropAsync(
            (Customers, "values (1, 'a', null), (1, 'b', null), (2, 'x', null)"),
            (Customers, "values (2, 'y', null)"));

        var summary = await LoadAsync("customers");

        Assert.Equal(2, summary.RowsInserted);
        Assert.Equal(
            [$"1|b|{ids[0]}|2", $"2|y|{ids[1]}|1"],
            await RowsAsync("select id, name, _load_id, _source_row from customers order by id"));
    }

    [Fact]
    public async Task Keeps_a_deleted_key_as_a_tombstone_that_the_views_hide()
    {
        await Lake.DropAsync(Customers, "values (1, 'Ann', null), (2, 'Bob', null)");
        await Lake.DropAsync(Customers, "values (1, null, 'gone'), (9, null, 'gone')");

        var summary = await LoadAsync("customers");

        Assert.Equal((0, 0, 2), (summary.Loads[1].RowsInserted, summary.Loads[1].RowsUpdated, summary.Loads[1].RowsDeleted));
        Assert.Equal(["2"], await RowsAsync("select id from customers order by id"));
        Assert.Equal(["1|1", "9|1"], await RowsAsync($"select id, _lake_version from customers_v1_data where {Engine.IsDeleted} order by id"));
    }

    [Fact]
    public async Task Deletes_a_key_once_and_lets_it_come_back()
    {
        await Lake.DropAsync(Customers, "values (1, 'Ann', null)");
        await Lake.DropAsync(Customers, "values (1, null, 'gone')");
        await Lake.DropAsync(Customers, "values (1, 'again', 'gone')");
        await Lake.DropAsync(Customers, "values (1, 'Ann', null)");

        var summary = await LoadAsync("customers");

        Assert.Equal([1, 0, 0, 1], summary.Loads.Select(l => l.RowsInserted));
        Assert.Equal([0, 1, 0, 0], summary.Loads.Select(l => l.RowsDeleted));
        Assert.Equal(["Ann|3"], await RowsAsync("select name, _lake_version from customers"));
    }

    [Fact]
    public async Task Merges_by_a_key_of_several_columns()
    {
        var rates = Merge("rates", "1.0.0", null, Key("day", ColumnKind.Date, 2), Key("code", ColumnKind.String), Column("rate", ColumnKind.Double));
        await Lake.DropAsync(rates, "values ('2026-01-01', 'EUR', 1.0), ('2026-01-02', 'EUR', 2.0)");
        await Lake.DropAsync(rates, "values ('2026-01-02', 'EUR', 3.0), ('2026-01-02', 'USD', 4.0)");

        await LoadAsync("rates");

        Assert.Equal(["EUR|1", "EUR|3", "USD|4"], await RowsAsync("select code, rate from rates order by code, rate"));
    }

    [Fact]
    public async Task Applies_only_the_difference_of_a_snapshot_with_a_key()
    {
        await Lake.DropAsync(Products, "values ('a', 1), ('b', 2), ('c', 3)");
        var second = await Lake.DropAsync(Products, "values ('a', 1), ('b', 20), ('d', 4)");

        var summary = await LoadAsync("products");

        Assert.Equal((1, 1, 1), (summary.Loads[1].RowsInserted, summary.Loads[1].RowsUpdated, summary.Loads[1].RowsDeleted));
        Assert.Equal(["a|1|0", "b|20|1", "d|4|1"], await RowsAsync("select sku, price, _lake_version from products order by sku"));
        Assert.Equal([$"c|3|1|{second}"], await RowsAsync($"select sku, price, _lake_version, _load_id from products_v1_data where {Engine.IsDeleted}"));
    }

    [Fact]
    public async Task Deletes_everything_with_an_empty_snapshot()
    {
        await Lake.DropAsync(Products, "values ('a', 1)");
        await Lake.DropAsync(Products, "select * from (values ('a', 1)) where false");

        Assert.Equal(1, (await LoadAsync("products")).RowsDeleted);
        Assert.Empty(await RowsAsync("select * from products"));
    }

    [Fact]
    public async Task Replaces_a_table_by_a_snapshot_without_a_key()
    {
        var rates = Snapshot("rates", "1.0.0", Column("code"), Column("rate", ColumnKind.Int32));
        await Lake.DropAsync(rates, "values ('EUR', 1), ('USD', 2)");
        await Lake.DropAsync(rates, "values ('EUR', 1)");

        var summary = await LoadAsync("rates");

        Assert.Equal((1, 2), (summary.Loads[1].RowsInserted, summary.Loads[1].RowsDeleted));
        Assert.Equal(["EUR|1|1"], await RowsAsync("select code, rate, _lake_version from rates"));
    }

    [Fact]
    public async Task Distinguishes_keys_that_only_look_alike()
    {
        var tags = Merge("tags", "1.0.0", null, Key("tag", ColumnKind.String), Column("n", ColumnKind.Int32));
        await Lake.DropAsync(tags, "values ('a', 1), ('A', 2), ('a ', 3), ('ä', 4), ('', 5), (' ', 6), ('ss', 7), ('ß', 8)");
        await Lake.DropAsync(tags, "values ('A', 20), ('a ', 30), ('b', 9)");

        var summary = await LoadAsync("tags");

        Assert.Equal([(8, 0), (1, 2)], summary.Loads.Select(l => (l.RowsInserted, l.RowsUpdated)));
        Assert.Equal(["1", "4", "5", "6", "7", "8", "9", "20", "30"], await RowsAsync("select n from tags order by n"));
    }

    [Fact]
    public async Task Finds_vanished_keys_that_only_look_like_others()
    {
        await Lake.DropAsync(Products, "values ('a', 1), ('A', 2), ('a ', 3), ('ä', 4)");
        await Lake.DropAsync(Products, "values ('A', 2), ('ä', 4)");

        var second = (await LoadAsync("products")).Loads[1];

        Assert.Equal((0, 0, 2), (second.RowsInserted, second.RowsUpdated, second.RowsDeleted));
        Assert.Equal(["2", "4"], await RowsAsync("select price from products order by price"));
    }

    [Fact]
    public async Task Only_the_marker_itself_is_a_deletion()
    {
        await Lake.DropAsync(Customers, "values (1, 'Ann', 'GONE'), (2, 'Bob', 'gone '), (3, 'Cid', ''), (4, 'Dan', 'gone')");

        Assert.Equal(1, (await LoadAsync("customers")).RowsDeleted);
        Assert.Equal(["1", "2", "3"], await RowsAsync("select id from customers order by id"));
    }

    [Theory]
    [InlineData(ColumnKind.Binary, "YQAA", @"\x61\x00\x00", @"\x61\x00")]
    [InlineData(ColumnKind.Double, "1e0", "1", "1.5")]
    [InlineData(ColumnKind.Boolean, "true", "true", "false")]
    [InlineData(ColumnKind.Timestamp, "2026-01-31T10:00:00Z", "2026-01-31 12:00:00+02", "2026-01-31 12:00:00+00")]
    [InlineData(ColumnKind.Uuid, "A2345678-9abc-def0-1234-56789abcdef0", "a2345678-9abc-def0-1234-56789abcdef0", "b2345678-9abc-def0-1234-56789abcdef0")]
    public async Task Deletes_by_a_marker_of_any_type(ColumnKind kind, string marker, string marked, string other)
    {
        Assert.SkipUnless(
            kind is not ColumnKind.Timestamp || await Engine.ReadsMomentsAsync(Stop), "This server makes no moment of a text that says one.");
        var states = Merge("states", "1.0.0", new DeleteMarker("state", marker), Key("id"), Column("state", kind));
        await Lake.DropAsync(states, $"values (1, '{marked}'), (2, '{other}'), (3, null)");

        Assert.Equal(1, (await LoadAsync("states")).RowsDeleted);
        Assert.Equal(["2", "3"], await RowsAsync("select id from states order by id"));
    }

    [Fact]
    public async Task Merges_by_keys_of_bytes_and_of_long_texts()
    {
        var texts = Merge("texts", "1.0.0", null, Key("long", ColumnKind.String), Key("bytes", ColumnKind.Binary, 2), Column("n", ColumnKind.Int32));
        await Lake.DropAsync(texts, @"values (repeat('x', 5000), '\x01', 1), (repeat('x', 5000), '\x0100', 2), (repeat('x', 5001), '\x01', 3)");
        await Lake.DropAsync(texts, @"values (repeat('x', 5000), '\x0100', 20)");

        Assert.Equal(1, (await LoadAsync("texts")).RowsUpdated);
        Assert.Equal(["1", "3", "20"], await RowsAsync("select n from texts order by n"));
    }

    [Fact]
    public async Task A_snapshot_with_the_same_rows_changes_nothing()
    {
        await Lake.DropAsync(Products, "values ('a', 1), ('b', null)");
        await Lake.DropAsync(Products, "values ('b', null), ('a', 1)");

        var second = (await LoadAsync("products")).Loads[1];

        Assert.Equal((0, 0, 0), (second.RowsInserted, second.RowsUpdated, second.RowsDeleted));
        Assert.Equal(["2|0"], await RowsAsync("select count(*), max(_lake_version) from products"));
    }
}

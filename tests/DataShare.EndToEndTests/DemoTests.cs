using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class DemoTests
{
    [Fact]
    public async Task Shows_every_outcome_and_what_to_type_next()
    {
        using var folder = new TemporaryFolder();

        var demo = await DataShareProgram.RunAsync(folder.Root, "demo", "shop");

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Matches(@"orders/orders-january\.csv +landed +1,500", demo.Output);
        Assert.Matches(@"orders/orders-february\.csv +landed +1,494 +6", demo.Output);
        Assert.Matches(@"orders/january-once-more\.csv +duplicate", demo.Output);
        Assert.Matches(@"orders/orders-march\.csv +quarantined", demo.Output);
        Assert.Matches(@"furniture +\d", demo.Output);
        Assert.Contains($"datashare status --workspace {folder["shop"]}", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Works_in_a_folder_whose_name_looks_like_a_pattern()
    {
        using var folder = new TemporaryFolder();

        var demo = await DataShareProgram.RunAsync(folder.Root, "demo", "my [s]hop *");

        Assert.True(demo.ExitCode == 0, demo.ToString());
        Assert.Matches(@"orders/orders-january\.csv +landed +1,500", demo.Output);
        Assert.Matches(@"furniture +\d", demo.Output);
    }

    [Fact]
    public async Task The_shown_rows_are_in_the_warehouse_and_in_the_consumers_output()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "demo", "shop");
        var shop = folder["shop"];

        var counts = await DataShareProgram.RunAsync(
            shop,
            "query",
            """
            select (select count(*) from orders) as orders, (select count(*) from customers) as customers,
                   (select count(*) from products) as products, (select sum(revenue) from revenue_by_country) as revenue,
                   (select sum(amount) from orders where status <> 'CANCELLED') as amount
            """,
            "--json");

        Assert.True(counts.ExitCode == 0, counts.ToString());
        using var json = JsonDocument.Parse(counts.Output);
        var row = json.RootElement[0];
        Assert.Equal(2994, row.GetProperty("orders").GetInt32());
        Assert.Equal(305, row.GetProperty("customers").GetInt32());
        Assert.Equal(38, row.GetProperty("products").GetInt32());
        Assert.Equal(row.GetProperty("amount").GetDecimal(), row.GetProperty("revenue").GetDecimal());
        Assert.NotEmpty(Directory.GetFiles(folder["shop", "data", "outbox"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Twice_in_the_same_folder_finds_duplicates_and_adds_no_row()
    {
        using var folder = new TemporaryFolder();
        await DataShareProgram.RunAsync(folder.Root, "demo", "shop");

        var again = await DataShareProgram.RunAsync(folder.Root, "demo", "shop");

        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Matches(@"orders/orders-january\.csv +duplicate", again.Output);
        var count = await DataShareProgram.RunAsync(folder["shop"], "query", "select count(*) as n from orders", "--format", "csv");
        Assert.Equal("n\n2994\n", count.Output);
    }

    [Fact]
    public async Task Refuses_a_folder_that_is_in_use()
    {
        using var workspace = new ReadingsWorkspace();

        var demo = await workspace.RunAsync("demo", ".");

        Assert.True(demo.ExitCode == 1, demo.ToString());
        Assert.False(Directory.Exists(workspace["contracts", "orders"]));
    }
}

using System.Globalization;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// The story of docs/evolving-a-contract.md, with the built program: a shared structure changes, and nobody has to change
/// on the same day.
/// </summary>
public sealed class EvolutionStoryTests : IDisposable
{
    private readonly ShopWorkspace shop = new();

    [Fact]
    public async Task A_column_is_renamed_and_no_consumer_misses_or_repeats_a_row()
    {
        await BeginAsync();
        await AddAColumnAsync();
        await TryARenameAsMinorAsync();
        await PublishItAsMajorAsync();
        await MoveOneConsumerAsync();
        await RetireTheOldMajorAsync();
    }

    public void Dispose() => shop.Dispose();

    private async Task BeginAsync()
    {
        shop.Drop("monday.csv", "order_id,country,amount\n1,DE,10.00\n2,FR,20.00\n");
        await shop.DeliverAsync();

        await AssertEverybodyHasAsync("1,10.00", "2,20.00");
    }

    private async Task AddAColumnAsync()
    {
        shop.Contract("1.1.0", ShopWorkspace.Amount, ShopWorkspace.Coupon);
        var check = await shop.ExpectAsync(0, "schema", "check");
        Assert.Contains("MINOR", check.Output, StringComparison.Ordinal);

        shop.Drop("tuesday-new.csv", "order_id,country,amount,coupon\n3,DE,30.00,SPRING\n");
        shop.Drop("tuesday-old.csv", "order_id,country,amount\n4,FR,40.00\n");
        await shop.DeliverAsync();

        Assert.Equal(["1|", "2|", "3|SPRING", "4|"], await shop.AskAsync("select order_id, coupon from orders_v1 order by order_id"));
        await AssertEverybodyHasAsync("1,10.00", "2,20.00", "3,30.00", "4,40.00");
    }

    private async Task TryARenameAsMinorAsync()
    {
        shop.Contract("1.2.0", ShopWorkspace.Total, ShopWorkspace.Coupon);

        var check = await shop.ExpectAsync(4, "schema", "check");
        var ingest = await shop.ExpectAsync(4, "ingest");

        Assert.Contains("breaks revenue-by-country (bi@example.com): reads amount, which 1.2.0 renames to total", Line(check.Output), StringComparison.Ordinal);
        Assert.Contains("breaks orders-feed (shipping@example.com): reads amount, which 1.2.0 renames to total", Line(check.Output), StringComparison.Ordinal);
        Assert.Contains("1.2.0.odcs.yaml", ingest.Error, StringComparison.Ordinal);
        Assert.Contains("2.0.0", ingest.Error, StringComparison.Ordinal);
        shop.Withdraw("1.2.0");
    }

    private async Task PublishItAsMajorAsync()
    {
        shop.Contract("2.0.0", ShopWorkspace.Total, ShopWorkspace.Coupon);
        await shop.ExpectAsync(0, "schema", "check");
        Assert.Contains("published  orders 2.0.0", (await shop.ExpectAsync(0, "schema", "publish")).Output, StringComparison.Ordinal);
        Assert.Contains("unchanged  orders 2.0.0", (await shop.ExpectAsync(0, "schema", "publish")).Output, StringComparison.Ordinal);

        // Files of both majors come in any order. The first batch is delivered before any file of 2.x.
        await shop.DeliverAsync();
        Assert.Equal(["1|10.00", "2|20.00", "3|30.00", "4|40.00"], await shop.AskAsync("select order_id, total from orders_v2 order by order_id"));
        shop.Drop("wednesday-2.csv", "order_id,country,total,coupon\n5,DE,50.00,\n");
        await shop.DeliverAsync();
        shop.Drop("wednesday-1.csv", "order_id,country,amount,coupon\n6,FR,60.00,MAY\n");
        shop.Drop("wednesday-3.csv", "order_id,country,total\n7,DE,70.00\n");
        await shop.DeliverAsync();

        string[] all = ["1|10.00", "2|20.00", "3|30.00", "4|40.00", "5|50.00", "6|60.00", "7|70.00"];
        Assert.Equal(all, await shop.AskAsync("select order_id, amount from orders_v1 order by order_id"));
        Assert.Equal(all, await shop.AskAsync("select order_id, total from orders_v2 order by order_id"));
        Assert.Equal(all, await shop.AskAsync("select order_id, total from orders order by order_id"));
        await AssertEverybodyHasAsync([.. all.Select(r => r.Replace('|', ','))]);
        var status = await shop.ExpectAsync(0, "status");
        Assert.Matches(@"orders v1 +1\.1\.0 ", status.Output);
        Assert.Matches(@"revenue-by-country +orders/v1@2, orders/v2@1 +0 +0 +- ", status.Output);
    }

    private async Task MoveOneConsumerAsync()
    {
        shop.Revenue(2, "total");
        shop.Drop("thursday-1.csv", "order_id,country,amount\n8,DE,80.00\n");
        shop.Drop("thursday-2.csv", "order_id,country,total\n9,FR,90.00\n");
        await shop.DeliverAsync();

        await AssertEverybodyHasAsync(
            "1,10.00", "2,20.00", "3,30.00", "4,40.00", "5,50.00", "6,60.00", "7,70.00", "8,80.00", "9,90.00");
    }

    private async Task RetireTheOldMajorAsync()
    {
        var refused = await shop.ExpectAsync(4, "schema", "retire", "orders@1");
        Assert.Contains("orders-feed (shipping@example.com)", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("revenue-by-country", refused.Error, StringComparison.Ordinal);

        shop.Feed(2, "total");
        await shop.ExpectAsync(0, "schema", "retire", "orders@1");
        shop.Drop("friday-1.csv", "order_id,country,amount\n10,DE,1.00\n");
        shop.Drop("friday-2.csv", "order_id,country,total\n11,FR,2.00\n");
        await shop.ExpectAsync(3, "ingest");
        await shop.ExpectAsync(0, "consume");

        await AssertEverybodyHasAsync(
            "1,10.00", "11,2.00", "2,20.00", "3,30.00", "4,40.00", "5,50.00", "6,60.00", "7,70.00", "8,80.00", "9,90.00");
    }

    /// <summary>Each row is once in the delivered files, and once in the sums of the other consumer.</summary>
    private async Task AssertEverybodyHasAsync(params string[] rows)
    {
        Assert.Equal(rows, shop.HandedOn());
        var sum = rows.Sum(r => decimal.Parse(r.Split(',')[1], CultureInfo.InvariantCulture));
        Assert.Equal(
            [FormattableString.Invariant($"{sum}|{rows.Length}")],
            await shop.AskAsync("select sum(revenue) as revenue, sum(orders) as orders from revenue_by_country"));
    }

    /// <summary>The wrapped output on one line.</summary>
    private static string Line(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

using Xunit;

namespace DataShare.EndToEndTests;

public sealed class ContractReloadTests
{
    [Fact]
    public async Task A_running_service_takes_files_of_a_version_that_was_published_after_it_began()
    {
        using var shop = new ShopWorkspace();
        using var service = DataShareProgram.Start(shop.Root, "run");
        shop.Drop("monday.csv", "order_id,country,amount\n1,DE,10.00\n");
        await Eventually.TrueAsync(() => shop.HandedOn().Count == 1, TimeSpan.FromSeconds(60), () => service.OutputSoFar);

        shop.Contract("2.0.0", ShopWorkspace.Total);
        await shop.ExpectAsync(0, "ingest", "--dataset", "orders");
        shop.Drop("tuesday.csv", "order_id,country,total\n2,FR,20.00\n");
        await Eventually.TrueAsync(() => shop.HandedOn().Count == 2, TimeSpan.FromSeconds(60), () => service.OutputSoFar);
        await service.SignalAsync("INT");
        var ended = await service.WaitAsync();

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("The published contracts have changed", ended.Output, StringComparison.Ordinal);
        Assert.Equal(["1,10.00", "2,20.00"], shop.HandedOn());
        Assert.Equal(["1|10.00", "2|20.00"], await shop.AskAsync("select order_id, total from orders order by order_id"));
    }

    [Fact]
    public async Task A_running_service_continues_with_other_datasets_and_resumes_a_stopped_one_after_it_is_repaired()
    {
        using var shop = new ShopWorkspace();
        shop.Drop("monday.csv", "order_id,country,amount\n1,DE,10.00\n");
        await shop.ExpectAsync(0, "ingest");
        var kept = Path.Combine(shop.Root, "data", "lake", "contracts", "orders", "1.0.0.yaml");
        var text = await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(kept, "kind: [", TestContext.Current.CancellationToken);
        shop.Drop("tuesday.csv", "order_id,country,amount\n2,FR,20.00\n");
        using var service = DataShareProgram.Start(shop.Root, "run");
        await service.SaysAsync("Serving", TimeSpan.FromSeconds(60));

        // Time for ten checks.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        var standing = service.OutputSoFar;
        await File.WriteAllTextAsync(kept, text, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => shop.HandedOn().Count == 2, TimeSpan.FromSeconds(60), () => service.OutputSoFar);
        await service.SignalAsync("INT");
        await service.WaitAsync();

        Assert.DoesNotContain("Stopped", standing, StringComparison.Ordinal);
        Assert.Contains("'orders' is stopped", standing, StringComparison.Ordinal);
        Assert.Equal(["1,10.00", "2,20.00"], shop.HandedOn());
    }
}

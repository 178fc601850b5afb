using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Files of consumers and contracts that are added, changed and removed while the service runs.</summary>
public sealed class DefinitionReloadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ShopWorkspace shop = new();

    public void Dispose() => shop.Dispose();

    [Fact]
    public async Task A_new_consumer_gets_all_rows_and_a_removed_one_gets_no_more()
    {
        using var service = await StartAsync();
        Consumer("counts", "deliver:\n  tables: {counts: \"n bigint\"}\n  sql: insert into counts select count(*) from {{orders}}\n");
        await service.SaysAsync("Consumer counts is new and is now served", Patience);
        await service.SaysAsync("to counts (rows: 1", Patience);

        File.Delete(PathOf("consumers", "counts.yaml"));
        await service.SaysAsync("Consumer counts is no longer served", Patience);
        shop.Drop("tuesday.csv", "order_id,country,amount\n2,FR,20.00\n");
        await HandedOnAsync(service, 2);
        await EndAsync(service);

        Assert.Equal(["1"], await shop.AskAsync("select n from counts"));
        Assert.DoesNotContain("the service continues with all current consumers", service.OutputSoFar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_consumer_with_its_own_folder_gets_all_rows()
    {
        using var service = await StartAsync();
        Consumer("copies", "deliver: {files: {path: outbox/copies}}\n");

        await service.SaysAsync("to copies (rows: 1, files: 1", Patience);
        await EndAsync(service);

        Assert.Single(Directory.GetFiles(PathOf("data", "outbox", "copies"), "*.csv"));
    }

    [Fact]
    public async Task A_changed_cron_expression_is_used_at_once()
    {
        using var service = await StartAsync();
        Consumer("clocked", "schedule: {cron: 0 0 0 1 1 ?}\ndeliver: {files: {path: outbox/orders-feed}}\n");
        await service.SaysAsync("Consumer clocked is new and is now served", Patience);

        Consumer("clocked", "schedule: {cron: 0/1 * * * * ?}\ndeliver: {files: {path: outbox/orders-feed}}\n");

        await service.SaysAsync("The definition of consumer clocked has changed", Patience);
        await service.SaysAsync("to clocked (rows: 1", Patience);
        await EndAsync(service);
    }

    [Fact]
    public async Task A_broken_consumer_is_reported_once_and_delivers_after_it_was_corrected()
    {
        using var service = await StartAsync();
        Consumer("broken", "delivr: {files: {path: outbox/orders-feed}}\n");
        await service.SaysAsync("unknown key 'delivr'", Patience);

        shop.Drop("tuesday.csv", "order_id,country,amount\n2,FR,20.00\n");
        await HandedOnAsync(service, 2);
        Consumer("another", "deliver: {files: {path: outbox/orders-feed}}\n");
        await service.SaysAsync("to another (rows: 2", Patience);
        Consumer("broken", "deliver: {files: {path: outbox/orders-feed}}\n");
        await service.SaysAsync("to broken (rows: 2", Patience);
        await EndAsync(service);

        Assert.Single(Lines(service, "unknown key 'delivr'"));
    }

    [Fact]
    public async Task A_consumer_that_fits_no_contract_is_reported_once_by_the_check_and_once_by_the_poll()
    {
        using var service = await StartAsync();
        File.WriteAllText(
            PathOf("consumers", "misfit.yaml"),
            "consumer: misfit\nowner: me\nreads: [{dataset: orders, major: 7}]\ndeliver: {files: {path: outbox/orders-feed}}\n");
        await service.SaysAsync("Consumer misfit is new and is now served", Patience);

        for (var day = 2; day < 5; day++)
        {
            shop.Drop($"{day}.csv", $"order_id,country,amount\n{day},FR,20.00\n");
            await HandedOnAsync(service, day);
        }

        await EndAsync(service);
        Assert.Equal(2, Lines(service, "no major version 7").Count());
    }

    [Fact]
    public async Task Everything_that_is_left_out_is_reported_once()
    {
        using var service = await StartAsync();
        shop.Contract("1.1.0", ShopWorkspace.Amount, ShopWorkspace.Coupon);
        shop.Drop("../ordres/lost.csv", "order_id\n1\n");
        shop.Drop("../loose.csv", "order_id\n1\n");
        IReadOnlyList<string> told = ["datashare schema publish orders@1.1.0", "Did you mean inbox/orders?", "inbox/loose.csv is not in a dataset"];
        foreach (var words in told)
        {
            await service.SaysAsync(words, Patience);
        }

        Consumer("another", "deliver: {files: {path: outbox/another}}\n");
        await service.SaysAsync("to another (rows: 1", Patience);
        await EndAsync(service);

        Assert.All(told, words => Assert.Single(Lines(service, words)));
    }

    private async Task<DataShareProgram> StartAsync()
    {
        var service = DataShareProgram.Start(shop.Root, "run");
        shop.Drop("monday.csv", "order_id,country,amount\n1,DE,10.00\n");
        await HandedOnAsync(service, 1);
        return service;
    }

    private Task HandedOnAsync(DataShareProgram service, int rows) =>
        Eventually.TrueAsync(() => shop.HandedOn().Count(l => !l.StartsWith("order_id", StringComparison.Ordinal)) >= rows, Patience, () => service.OutputSoFar);

    private static async Task EndAsync(DataShareProgram service)
    {
        await service.SignalAsync("INT");
        var ended = await service.WaitAsync();
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    private static IEnumerable<string> Lines(DataShareProgram service, string words) =>
        service.OutputSoFar.Split('\n').Where(l => l.Contains(words, StringComparison.Ordinal));

    private string PathOf(params IEnumerable<string> parts) => Path.Combine([shop.Root, .. parts]);

    /// <summary>Writes a consumer that reads all of <c>orders</c>, under a unique name.</summary>
    private void Consumer(string name, string rest) => File.WriteAllText(
        PathOf("consumers", $"{name}.yaml"), $"consumer: {name}\nowner: me@example.com\nreads: [{{dataset: orders, major: 1{(rest.Contains("{{orders}}", StringComparison.Ordinal) ? "" : $", as: {name}")}}}]\n{rest}");
}

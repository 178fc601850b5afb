using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class SidecarTests
{
    private static readonly TestContract[] Versions =
        [new(TestContract.Id), new(TestContract.Id, TestContract.Name) { Version = "1.1.0" }];

    [Fact]
    public async Task The_sidecar_states_the_version_of_its_file_and_moves_with_it()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv.meta.json", """{"contractVersion": "1.0.0", "correlationId": "run-17"}""");

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id\n1\n");

        Assert.Equal("1.0.0", landed.Contract.ToString());
        Assert.Equal("run-17", (await inbox.DropFactsAsync()).CorrelationId);
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task A_sidecar_may_have_only_the_correlation_id()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv.meta.json", "\uFEFF{\"correlationId\": \"run-17\", \"contractVersion\": null}");

        Assert.Equal("1.1.0", (await inbox.IngestAsync<Landed>("a.csv", "id\n1\n")).Contract.ToString());
        Assert.Equal("run-17", (await inbox.DropFactsAsync()).CorrelationId);
    }

    [Fact]
    public async Task A_sidecar_without_its_file_stays_and_is_reported()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv.meta.json", "{}");

        var waiting = Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(("a.csv.meta.json", "it is a sidecar, and its file 'a.csv' does not exist"), (waiting.Name, waiting.Reason));
        Assert.Equal(["a.csv.meta.json"], inbox.Waiting);
    }

    [Fact]
    public async Task A_file_waits_until_its_sidecar_is_complete()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv", "id\n1\n");
        File.SetLastWriteTimeUtc(inbox.Drop("a.csv.meta.json", "{"), inbox.Time.GetUtcNow().UtcDateTime);

        Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["a.csv", "a.csv.meta.json"], inbox.Waiting);
    }

    [Fact]
    public async Task Folder_and_sidecar_that_contradict_each_other_are_both_named()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.DropInto("orders@1.1.0", "a.csv.meta.json", """{"contractVersion": "orders 1.0.0"}""");
        inbox.DropInto("orders@1.1.0", "a.csv", "id\n1\n");

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal(
            "The folder inbox/orders@1.1.0 says version 1.1.0, but the sidecar a.csv.meta.json says 1.0.0. Expected one version of 'orders'.",
            outcome.Reason);
        Assert.Equal(
            ["a.csv", "a.csv.meta.json", "reason.json"],
            Directory.GetFiles(outcome.QuarantineFolder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{\n  \"contractVersion\": \"1.0.0\"", "(2,29) is not JSON")]
    [InlineData("", "(1,1) is not JSON")]
    [InlineData("[]", "(1,1): it is not a JSON object")]
    [InlineData("{\n  \"contractversion\": \"1.0.0\"}", "(2,3): the key 'contractversion' is not known; did you mean 'contractVersion'?")]
    [InlineData("{\"contractVersion\":\n 1}", "(2,2): 'contractVersion' is not a text")]
    [InlineData("{\"correlationId\": \"a\\nb\"}", "(1,19): 'correlationId' is not a text of 1 to 200 printable characters")]
    [InlineData("{} {}", "(1,4) is not JSON")]
    [InlineData("{\"contractVersion\": \"one\"}", " says the contract version 'one'")]
    [InlineData("{\"contractVersion\": \"customers 1\"}", " names dataset 'customers'")]
    public async Task A_broken_sidecar_refuses_its_file_and_says_where(string content, string reason)
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv.meta.json", content);

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n");

        Assert.StartsWith("The sidecar a.csv.meta.json" + reason, outcome.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_is_not_text_refuses_its_file()
    {
        using var inbox = new InboxFixture(Versions);
        inbox.DropBytes("a.csv.meta.json", [.. "{\"correlationId\": \""u8, 0xFF, .. "\"}"u8]);

        Assert.StartsWith("The sidecar a.csv.meta.json", (await inbox.IngestAsync<Quarantined>("a.csv", "id\n1\n")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claimed")]
    [InlineData("hashed")]
    [InlineData("staged")]
    [InlineData("committed")]
    public async Task The_next_process_also_uses_the_sidecar(string step)
    {
        using var inbox = new InboxFixture(Versions);
        inbox.Drop("a.csv.meta.json", """{"contractVersion": "1.0.0", "correlationId": "run-17"}""");
        inbox.Drop("a.csv", "id\n1\n");
        await Assert.ThrowsAsync<SimulatedCrashException>(async () =>
            await inbox.NewIngest(SimulatedCrashException.At(step)).RunAsync(InboxFixture.Orders, new IngestOptions(), null, TestContext.Current.CancellationToken));

        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal("1.0.0", landed.Contract.ToString());
        Assert.Equal("run-17", (await inbox.DropFactsAsync()).CorrelationId);
        Assert.Empty(inbox.Waiting);
    }

    [Fact]
    public async Task A_named_file_is_copied_with_its_sidecar_which_stays()
    {
        using var inbox = new InboxFixture(Versions);
        var file = inbox.Folder.Write("elsewhere/a.csv", "id\n1\n");
        var sidecar = inbox.Folder.Write("elsewhere/a.csv.meta.json", """{"contractVersion": "1.0.0"}""");

        var landed = Assert.IsType<Landed>(Assert.Single((await inbox.NewIngest().RunAsync(
            file, InboxFixture.Orders, new IngestOptions(), null, TestContext.Current.CancellationToken)).Outcomes));
        var skipped = Assert.Single((await inbox.NewIngest().RunAsync(
            sidecar, InboxFixture.Orders, new IngestOptions(), null, TestContext.Current.CancellationToken)).Outcomes);

        Assert.Equal("1.0.0", landed.Contract.ToString());
        Assert.IsType<NotSettled>(skipped);
        Assert.True(File.Exists(sidecar));
    }
}

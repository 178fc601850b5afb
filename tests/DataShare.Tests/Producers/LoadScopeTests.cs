using DataShare.Lake;
using DataShare.Producers;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A search for a load id in the log finds every line about the load.</summary>
public sealed class LoadScopeTests : IDisposable
{
    /// <summary>Events about the lake or the warehouse as a whole. All other lines of a run are about loads.</summary>
    private static readonly int[] AboutNoLoad = [2010, 2011, 2012, 2020, 4002, 4013];

    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id));
    private readonly LogRecord log = new();
    private readonly ILoggerFactory logs;

    public LoadScopeTests() => inbox.Logs = logs = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(log));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        logs.Dispose();
        inbox.Dispose();
    }

    [Fact]
    public async Task Every_line_of_a_run_names_the_loads_that_it_is_about()
    {
        await CrashAsync("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id\n2\n");
        inbox.Drop("bad.csv", "id\nx\n");
        inbox.Drop("again.csv", "id\n1\n");
        await IngestAsync();
        await DamageRawAsync("id\n2\n");
        inbox.Drop("c.csv", "id\n2\n");
        inbox.DropBytes("d.zip", Packed.Zip(("may.csv", "id\n3\n")));
        await IngestAsync(border => WriteLater(border, "d.zip", Packed.Zip(("may.csv", "id\n4\n"))));
        await LoadAsync();

        Assert.Equal([2001, 2013, 3001, 3002, 3003, 3005, 3010, 4010, 4011], log.Lines.Select(l => l.Event).Except(AboutNoLoad).Distinct().Order());
        Assert.All(log.Lines.Where(l => !AboutNoLoad.Contains(l.Event)), l => Assert.True(LoadsOf(l).Length > 0, $"{l.Category}[{l.Event}] {l.Message}"));
    }

    [Fact]
    public async Task A_line_about_several_loads_names_them_all()
    {
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id\n2\n");
        var landed = (await IngestAsync()).Cast<Landed>().Select(l => l.LoadId.Value).ToArray();
        await LoadAsync();

        Assert.Equal(2, landed.Length);
        Assert.Equal(landed, LoadsOf(Assert.Single(log.Lines, l => l.Event == 2001)));
        Assert.Equal(landed, LoadsOf(Assert.Single(log.Lines, l => l.Event == 4011)));
        Assert.Equal(landed, log.Lines.Where(l => l.Event == 3001).Select(l => l.Scopes["LoadId"]));
    }

    private static string[] LoadsOf(RecordedLine line) =>
        line.Scopes.TryGetValue("LoadId", out var one) ? [one] : line.Scopes.GetValueOrDefault("LoadIds")?.Split(", ") ?? [];

    private async Task<IReadOnlyList<DropOutcome>> IngestAsync(StepBorder? border = null) =>
        (await inbox.NewIngest(border).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes;

    private async Task CrashAsync(string name, string content)
    {
        inbox.Drop(name, content);
        await Assert.ThrowsAsync<SimulatedCrashException>(() => IngestAsync(SimulatedCrashException.At("committed")));
    }

    private async Task DamageRawAsync(string content)
    {
        var kept = inbox.Lake.Raw.Find(InboxFixture.Orders, Lake.LakeFixture.HashOf(content))!;
        File.Delete(kept);
        await File.WriteAllTextAsync(kept, "other", Ct);
    }

    /// <summary>Writes into the claimed file after it has been committed.</summary>
    private void WriteLater(string border, string name, byte[] content)
    {
        if (border == "committed" && Directory.GetFiles(inbox.Inbox, name, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }) is [var claimed])
        {
            File.WriteAllBytes(claimed, content);
        }
    }

    private async Task LoadAsync()
    {
        var options = new WarehouseOptions { DatabaseFile = inbox.Folder["warehouse.duckdb"], Threads = 1 };
        var warehouse = new DuckDbWarehouse(options, TimeProvider.System, logs.CreateLogger<DuckDbWarehouse>(), null, new Random(1));
        await new LoadDataset(inbox.Lake, warehouse, options, TimeProvider.System, logs.CreateLogger<LoadDataset>()).RunAsync(InboxFixture.Orders, inbox.Catalog, Ct);
    }
}

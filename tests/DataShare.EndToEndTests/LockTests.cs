using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A process waits for another one that holds a lock.</summary>
public sealed class LockTests : IDisposable
{
    private const int ManyRows = 1_000_000;

    private readonly ReadingsWorkspace workspace = new();

    public LockTests()
    {
        workspace.Write(
            "contracts/stock/1.0.0.odcs.yaml",
            ReadingsWorkspace.Contract
                .Replace("readings", "stock", StringComparison.Ordinal)
                .Replace("Readings", "Stock", StringComparison.Ordinal)
                .Replace("{mode: append}", "{mode: snapshot}", StringComparison.Ordinal));
        workspace.Write(
            "appsettings.json", """{"DataShare": {"ScanInterval": "00:00:00.2", "Producers": {"LockTimeout": "00:00:02"}}}""");
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task The_holder_of_a_datasets_turn_is_named_and_other_datasets_continue_and_the_wait_ends_with_2()
    {
        using var holder = await HolderAsync();
        workspace.Write("data/inbox/stock/more.csv", ReadingsWorkspace.Readings(3));
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        var ingest = await workspace.RunAsync("ingest");

        Assert.True(ingest.ExitCode == 2, ingest.ToString());
        Assert.Contains("landed       readings/march.csv", ingest.Output, StringComparison.Ordinal);
        Assert.Contains("loaded       readings", ingest.Output, StringComparison.Ordinal);
        Assert.Matches(@"Waiting for process \d+ \(datashare ingest --dataset stock\) since .*Z, which takes files of dataset 'stock', for at most 2 s", ingest.Error);
        Assert.Matches(@"stock: Process \d+ \(datashare ingest --dataset stock\) since .*Z takes files of dataset 'stock', still after 2 s\. Nothing was changed\. Try again when it is done, or end it\. DataShare:Producers:LockTimeout sets how long to wait\.", ingest.Error);
        Assert.True(File.Exists(workspace["data", "inbox", "stock", "more.csv"]));
    }

    [Fact]
    public async Task Nobody_waits_for_a_process_that_was_killed()
    {
        using (var holder = await HolderAsync())
        {
            await holder.SignalAsync("KILL");
            await holder.WaitAsync();
        }

        var ingest = await workspace.RunAsync("ingest");

        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.DoesNotContain("Waiting", ingest.Error, StringComparison.Ordinal);
        Assert.Equal($"{ManyRows}", await workspace.AskAsync("select count(*) from stock"));
        Assert.Empty(Directory.GetFiles(workspace["data", "inbox", "stock", ".claimed"], ".worker-*"));
    }

    [Fact]
    public async Task A_service_names_the_holder_of_a_turn_and_serves_the_other_datasets()
    {
        using var holder = await HolderAsync();
        using var service = workspace.Start("run");
        workspace.Write("data/inbox/stock/more.csv", ReadingsWorkspace.Readings(3));
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));

        await Eventually.TrueAsync(
            () => service.OutputSoFar.Contains("march.csv landed", StringComparison.Ordinal)
                && service.OutputSoFar.Contains("The files of stock have waited", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30),
            () => service.OutputSoFar);
        await holder.SignalAsync("CONT");
        await holder.WaitAsync();
        await service.SaysAsync("more.csv landed", TimeSpan.FromSeconds(30));

        Assert.Matches(@"The files of stock wait: process \d+ \(datashare ingest --dataset stock\)", service.OutputSoFar);
        await service.SignalAsync("TERM");
        Assert.Equal(0, (await service.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task If_locks_do_not_work_this_is_reported_and_nothing_is_taken()
    {
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        using var ingest = DataShareProgram.Start(
            workspace.Root, new Dictionary<string, string> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" }, "ingest");

        var result = await ingest.WaitAsync();

        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Contains("cannot be locked", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["data", "lake", "tables"]));
    }

    [Fact]
    public async Task A_command_waits_for_the_process_that_has_the_warehouse_and_names_it()
    {
        workspace.Write("appsettings.json", """{"DataShare": {"Warehouse": {"LockTimeout": "00:00:03"}}}""");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(3));
        Assert.Equal(0, (await workspace.RunAsync("ingest")).ExitCode);
        using var holder = workspace.Start("query", "select count(*) from range(1000000000000)");

        ProgramResult query;
        do
        {
            Assert.False(holder.HasExited, holder.OutputSoFar);
            query = await workspace.RunAsync("query", "select 1");
        }
        while (query.ExitCode == 0);
        await holder.SignalAsync("KILL");
        await holder.WaitAsync();

        Assert.True(query.ExitCode == 2, query.ToString());
        Assert.Matches(@"Waiting for process \d+ \(datashare query .*\), which has the warehouse '.*' open, for at most 3 s", query.Error);
        Assert.Matches(@"is still in use by process \d+ \(datashare query", query.Error);
    }

    /// <summary>Another process that has taken a file of 'stock' and then stops without ending.</summary>
    private async Task<DataShareProgram> HolderAsync()
    {
        workspace.Write("data/inbox/stock/.big.csv", ReadingsWorkspace.Readings(ManyRows));
        File.Move(workspace["data", "inbox", "stock", ".big.csv"], workspace["data", "inbox", "stock", "big.csv"], overwrite: true);
        var holder = workspace.Start("ingest", "--dataset", "stock");
        var tables = workspace["data", "lake", "tables", "stock"];
        await Eventually.TrueAsync(
            () => Directory.Exists(tables) && Directory.EnumerateFiles(tables, "*.parquet*", SearchOption.AllDirectories).Any(),
            TimeSpan.FromSeconds(60),
            () => holder.OutputSoFar);
        await holder.SignalAsync("STOP");
        Assert.False(holder.HasExited);
        return holder;
    }
}

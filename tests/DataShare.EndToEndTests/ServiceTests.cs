using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

public sealed class ServiceTests
{
    private const int ManyRows = 1_000_000;

    [Fact]
    public async Task A_file_dropped_while_it_runs_reaches_the_consumer_and_Ctrl_C_ends_it_with_0()
    {
        using var workspace = new ReadingsWorkspace();
        using var service = workspace.Start("run");
        await ServingAsync(service);

        workspace.Drop("march.csv", ReadingsWorkspace.Readings(5));

        var outbox = workspace["data", "outbox", "readings"];
        await Eventually.TrueAsync(
            () => Directory.Exists(outbox) && Directory.GetFiles(outbox, "*.csv").Length == 1,
            TimeSpan.FromSeconds(10),
            () => service.OutputSoFar);
        var lines = File.ReadAllLines(Directory.GetFiles(outbox, "*.csv").Single());
        Assert.Equal(6, lines.Length);

        await service.SignalAsync("INT");
        var end = await service.WaitAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.Equal("5", await workspace.AskAsync("select count(*) from readings"));
    }

    [Fact]
    public async Task SIGTERM_in_the_middle_of_a_file_ends_it_cleanly_and_the_next_ingest_takes_every_row_once()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("big.csv", ReadingsWorkspace.Readings(ManyRows));
        using var service = workspace.Start("run");
        await StagingAsync(workspace, service);

        await service.SignalAsync("TERM");
        var end = await service.WaitAsync();

        Assert.True(end.ExitCode == 0, end.ToString());
        await EveryRowOnceAsync(workspace);
    }

    [Fact]
    public async Task After_Ctrl_C_during_an_ingest_it_ends_with_2_and_the_next_one_takes_every_row_once()
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("big.csv", ReadingsWorkspace.Readings(ManyRows));
        using var ingest = workspace.Start("ingest");
        await StagingAsync(workspace, ingest);

        await ingest.SignalAsync("INT");
        var end = await ingest.WaitAsync();

        Assert.True(end.ExitCode == 2, end.ToString());
        Assert.Contains("Stopped", end.Error, StringComparison.Ordinal);
        await EveryRowOnceAsync(workspace);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(900)]
    public async Task After_a_kill_during_an_ingest_the_next_one_takes_every_row_once(int afterMs)
    {
        using var workspace = new ReadingsWorkspace();
        workspace.Drop("big.csv", ReadingsWorkspace.Readings(ManyRows));
        using var ingest = workspace.Start("ingest");
        await StagingAsync(workspace, ingest);
        await Task.Delay(afterMs, TestContext.Current.CancellationToken);

        await ingest.SignalAsync("KILL");
        var end = await ingest.WaitAsync();

        Assert.True(end.ExitCode == 128 + 9, $"The kill did not hit it at work: {end}");
        await EveryRowOnceAsync(workspace);
    }

    [Fact]
    public async Task Roles_in_separate_processes_bring_a_file_to_the_consumer()
    {
        using var workspace = new ReadingsWorkspace();
        using var producer = workspace.Start("run", "--role", "producer");
        using var rest = workspace.Start("run", "--role", "loader", "consumer", "--json");
        await ServingAsync(producer);
        await ServingAsync(rest);

        workspace.Drop("march.csv", ReadingsWorkspace.Readings(5));

        var outbox = workspace["data", "outbox", "readings"];
        await Eventually.TrueAsync(
            () => Directory.Exists(outbox) && Directory.GetFiles(outbox, "*.csv").Length == 1,
            TimeSpan.FromSeconds(15),
            () => producer.OutputSoFar + rest.OutputSoFar);
        await producer.SignalAsync("INT");
        await rest.SignalAsync("INT");
        Assert.Equal(0, (await producer.WaitAsync()).ExitCode);
        var end = await rest.WaitAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.All(
            end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_service_that_cannot_continue_says_so_and_does_not_end_with_0()
    {
        using var workspace = new ReadingsWorkspace();
        using var service = workspace.Start("run");
        await ServingAsync(service);

        Directory.Delete(workspace.Root, recursive: true);

        var end = await service.WaitAsync();
        Assert.True(end.ExitCode == 1, end.ToString());
        Assert.Contains("no longer exists", end.Output, StringComparison.Ordinal);
    }

    private static Task ServingAsync(DataShareProgram service) => service.SaysAsync("Serving", TimeSpan.FromSeconds(20));

    /// <summary>Waits until the file is claimed and its first part is being written.</summary>
    private static Task StagingAsync(ReadingsWorkspace workspace, DataShareProgram program) => Eventually.TrueAsync(
        () => Directory.Exists(workspace["data", "lake", "tables"])
            && Directory.EnumerateFiles(workspace["data", "lake", "tables"], "*.parquet*", SearchOption.AllDirectories).Any(),
        TimeSpan.FromSeconds(30),
        () => program.OutputSoFar);

    private static async Task EveryRowOnceAsync(ReadingsWorkspace workspace)
    {
        var ingest = await workspace.RunAsync("ingest");
        Assert.True(ingest.ExitCode == 0, ingest.ToString());
        Assert.Equal($"{ManyRows}", await workspace.AskAsync("select count(*) from readings"));
        Assert.Equal($"{ManyRows}", await workspace.AskAsync("select count(distinct id) from readings"));
    }
}

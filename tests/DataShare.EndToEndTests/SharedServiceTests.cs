using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary><c>datashare run</c> with <c>DataShare:Scheduler:Clustered</c>.</summary>
public sealed class SharedServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Without_its_server_it_ingests_files_and_ends_with_0_when_it_is_stopped()
    {
        using var workspace = Workspace("Server=127.0.0.1,1;Database=none;Encrypt=optional;Connect Timeout=1");
        using var service = workspace.Start("run");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(5));

        await service.SaysAsync("landed in readings", Patience);

        Assert.False(service.HasExited);
        await service.SignalAsync("TERM");
        var end = await service.WaitAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
    }

    [Fact]
    public async Task Two_processes_deliver_each_row_once_even_if_one_of_them_is_killed()
    {
        await using var server = new TestSqlServer();
        Assert.SkipWhen(await server.WhyAbsentAsync() is not null, await server.WhyAbsentAsync() ?? "");
        var database = await server.RentDatabaseAsync(TestContext.Current.CancellationToken);
        using var workspace = Workspace(database.ConnectionString);
        using var first = workspace.Start("run");
        using var second = workspace.Start("run");
        workspace.Drop("march.csv", ReadingsWorkspace.Readings(5));
        await DeliveredAsync(workspace, 5, first, second);

        workspace.Drop("april.csv", ReadingsWorkspace.Readings(100_000, first: 6));
        await Eventually.TrueAsync(
            () => (first.OutputSoFar + second.OutputSoFar).Contains("april.csv landed", StringComparison.Ordinal),
            Patience,
            () => first.OutputSoFar + second.OutputSoFar);
        await first.SignalAsync("KILL");

        await DeliveredAsync(workspace, 100_005, second);
        await second.SignalAsync("TERM");
        var end = await second.WaitAsync();
        Assert.True(end.ExitCode == 0, end.ToString());
    }

    private static ReadingsWorkspace Workspace(string connectionString)
    {
        var workspace = new ReadingsWorkspace();
        workspace.Write(
            "appsettings.json",
            $$"""
            {
              "DataShare": {
                "ScanInterval": "00:00:00.2",
                "ShutdownTimeout": "00:00:10",
                "Scheduler": { "Clustered": true },
                "Warehouse": { "Engine": "SqlServer", "ConnectionString": {{JsonSerializer.Serialize(connectionString)}} }
              }
            }
            """);
        return workspace;
    }

    /// <summary>Waits until the outbox has the given number of rows, each once.</summary>
    private static async Task DeliveredAsync(ReadingsWorkspace workspace, int rows, params DataShareProgram[] services)
    {
        var outbox = workspace["data", "outbox", "readings"];
        await Eventually.TrueAsync(
            () => Rows() >= rows, Patience, () => $"{Rows()} of {rows} rows; " + string.Concat(services.Select(s => s.OutputSoFar)));
        Assert.Equal(rows, Rows());

        int Rows() => !Directory.Exists(outbox) ? 0 : Directory.GetFiles(outbox, "*.csv").Sum(f => File.ReadLines(f).Count() - 1);
    }
}

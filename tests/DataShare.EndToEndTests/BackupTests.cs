using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary><c>datashare backup</c>, <c>restore</c> and <c>move</c>.</summary>
public sealed class BackupTests : IDisposable
{
    private const int RowsInFile = 50;

    private readonly ReadingsWorkspace workspace = new("shop");
    private readonly TemporaryFolder elsewhere = new();
    private int dropped;

    private string Backup => elsewhere["backup"];

    public void Dispose()
    {
        workspace.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public async Task A_backup_that_is_made_while_the_service_runs_is_whole()
    {
        using (var service = workspace.Start("run"))
        {
            await service.SaysAsync("Serving", TimeSpan.FromSeconds(60));
            using var stop = new CancellationTokenSource();
            var drops = DropUntilAsync(stop.Token);
            for (var run = 1; run <= 2; run++)
            {
                await ExpectAsync(0, "backup", Backup);
                var restored = elsewhere[$"restored-{run}"];
                await ExpectAsync(0, "restore", Backup, restored);
                await ExpectAsync(0, "verify", "--workspace", restored);
                await ConfirmAsync(restored);
            }

            await stop.CancelAsync();
            await drops;
            await service.SignalAsync("TERM");
            await service.WaitAsync();
        }
    }

    [Fact]
    public async Task A_consumer_whose_folder_has_more_than_the_backup_is_told_and_gets_no_row_twice()
    {
        await IngestAsync();
        await ExpectAsync(0, "consume");
        await ExpectAsync(0, "backup", Backup);
        await IngestAsync();
        await ExpectAsync(0, "backup", Backup);
        await IngestAsync();
        await ExpectAsync(0, "consume");
        Lose();

        var restored = await ExpectAsync(0, "restore", Backup);
        Assert.Contains("ahead        readings-files: its folder has received the rows up to readings@2, the warehouse knows of readings@0", restored.Output, StringComparison.Ordinal);
        Assert.Contains("stopped      readings-files", (await ExpectAsync(1, "consume")).Output, StringComparison.Ordinal);

        // The lost file is dropped again.
        dropped--;
        await IngestAsync();
        await ExpectAsync(0, "consume", "--from", "recorded");
        await IngestAsync();
        await ExpectAsync(0, "consume");
        Assert.Equal(["0", "1", "2", "3"], Delivered());
    }

    [Fact]
    public async Task A_consumer_whose_folder_has_no_record_waits_for_somebody()
    {
        await IngestAsync();
        await ExpectAsync(0, "consume");
        await IngestAsync();
        await ExpectAsync(0, "backup", Backup);
        // With a separator at its end, as a shell completes it.
        var target = elsewhere["new"] + Path.DirectorySeparatorChar;

        Assert.Contains("paused       readings-files", (await ExpectAsync(0, "restore", Backup, target)).Output, StringComparison.Ordinal);
        Assert.Contains("somebody paused it", (await ExpectAsync(0, "consume", "--workspace", target)).Output, StringComparison.Ordinal);
        await ExpectAsync(0, "consumer", "resume", "readings-files", "--workspace", target);
        Assert.Contains("1 changed row of readings@1", (await ExpectAsync(0, "consume", "--workspace", target)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_works_in_a_workspace_until_its_restore_is_finished()
    {
        await IngestAsync();
        await ExpectAsync(0, "backup", Backup);
        Lose();
        workspace.Write("data/.restoring", JsonSerializer.Serialize(new { Backup, TakenAt = TakenAt() }));

        Assert.Contains($"finish it with: datashare restore {Backup}", (await ExpectAsync(1, "status")).Error, StringComparison.Ordinal);
        Assert.Contains("is not finished", (await ExpectAsync(1, "ingest")).Error, StringComparison.Ordinal);
        Assert.Contains("is not finished", (await ExpectAsync(1, "verify")).Error, StringComparison.Ordinal);
        await ExpectAsync(0, "restore", Backup);
        await ExpectAsync(0, "status");
    }

    [Fact]
    public async Task Refuses_what_would_overwrite_something()
    {
        await IngestAsync();
        await ExpectAsync(0, "backup", Backup);
        elsewhere.Write("mine/notes.txt", "mine");

        Assert.Contains("There is already data", (await ExpectAsync(1, "restore", Backup)).Error, StringComparison.Ordinal);
        Assert.Contains("has files that are not a backup", (await ExpectAsync(1, "backup", elsewhere["mine"])).Error, StringComparison.Ordinal);
        Assert.Contains("must not contain each other", (await ExpectAsync(1, "backup", workspace["data", "lake", "backup"])).Error, StringComparison.Ordinal);
        Assert.Contains("must not contain each other", (await ExpectAsync(1, "backup", workspace["contracts", "backup"])).Error, StringComparison.Ordinal);
        Assert.Contains("must not contain each other", (await ExpectAsync(1, "backup", workspace.Root)).Error, StringComparison.Ordinal);
        Assert.Contains("has no complete backup: there is no 'backup.json'", (await ExpectAsync(1, "restore", elsewhere["mine"], elsewhere["new"])).Error, StringComparison.Ordinal);
        Assert.Contains("The warehouse is there already", (await ExpectAsync(1, "move", "--to", "duckdb")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moved_warehouse_continues_where_the_old_one_was_and_the_old_one_delivers_no_more()
    {
        var there = new Dictionary<string, string> { ["DataShare__Warehouse__DatabaseFile"] = "data/other.duckdb" };
        await IngestAsync();
        await ExpectAsync(0, "consume");
        await IngestAsync();

        await ExpectAsync(0, "move", "--to", "duckdb", "--file", "data/other.duckdb");
        await IngestAsync();
        Assert.Contains("The warehouse was moved to", (await ExpectAsync(0, "consume")).Output, StringComparison.Ordinal);
        using (var consume = DataShareProgram.Start(workspace.Root, there, "consume"))
        {
            Assert.Equal(0, (await consume.WaitAsync()).ExitCode);
        }

        using (var back = DataShareProgram.Start(workspace.Root, there, "move", "--to", "duckdb", "--file", "data/warehouse.duckdb"))
        {
            Assert.Equal(0, (await back.WaitAsync()).ExitCode);
        }

        await IngestAsync();
        await ExpectAsync(0, "consume");
        Assert.Equal(["0", "1", "2", "3"], Delivered());
        await ExpectAsync(0, "verify");
    }

    [Fact]
    public async Task A_warehouse_of_others_is_not_moved_into()
    {
        await IngestAsync();
        await ExpectAsync(0, "consume");
        using var other = new ReadingsWorkspace("other");
        other.Drop("a.csv", "id,place,value\n1,Oslo,1\n");
        Assert.Equal(0, (await other.RunAsync("ingest")).ExitCode);
        Assert.Equal(0, (await other.RunAsync("consume")).ExitCode);

        var refused = await ExpectAsync(1, "move", "--to", "duckdb", "--file", other["data", "warehouse.duckdb"]);

        Assert.Contains("already has consumers of another warehouse", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing after readings@0", (await other.RunAsync("consume")).Output, StringComparison.Ordinal);
        Assert.Contains("nothing after readings@0", (await ExpectAsync(0, "consume")).Output, StringComparison.Ordinal);
    }

    /// <summary>The restored workspace goes on: it loads the commits of its lake that the warehouse does not have yet, and is whole then too.</summary>
    private async Task ConfirmAsync(string restored)
    {
        await ExpectAsync(0, "ingest", "--workspace", restored);
        await ExpectAsync(0, "verify", "--workspace", restored);
        using var rows = JsonDocument.Parse((await ExpectAsync(0, "query", "select count(*) as n, count(distinct id) as ids from readings", "--format", "json", "--workspace", restored)).Output);
        var (n, ids) = (rows.RootElement[0].GetProperty("n").GetInt64(), rows.RootElement[0].GetProperty("ids").GetInt64());
        Assert.True(n > 0 && n == ids && n % RowsInFile == 0, rows.RootElement.ToString());
    }

    private async Task DropUntilAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            workspace.Drop(FormattableString.Invariant($"{dropped++}.csv"), ReadingsWorkspace.Readings(RowsInFile, dropped * RowsInFile));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task IngestAsync()
    {
        workspace.Drop(FormattableString.Invariant($"{dropped}.csv"), FormattableString.Invariant($"id,place,value\n{dropped},Oslo,1\n"));
        dropped++;
        await ExpectAsync(0, "ingest");
    }

    private void Lose()
    {
        Directory.Delete(workspace["data", "lake"], recursive: true);
        File.Delete(workspace["data", "warehouse.duckdb"]);
    }

    /// <summary>The ids of all delivered rows, in the order of the files.</summary>
    private IEnumerable<string> Delivered() => Directory.EnumerateFiles(workspace["data", "outbox", "readings"], "*.csv").Order(StringComparer.Ordinal)
        .SelectMany(f => File.ReadLines(f).Skip(1).Select(line => line.Split(',')[0]));

    private string TakenAt()
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Backup, "backup.json")));
        return list.RootElement.GetProperty("takenAt").GetString()!;
    }

    private async Task<ProgramResult> ExpectAsync(int code, params string[] arguments)
    {
        var result = await workspace.RunAsync(arguments);
        Assert.True(result.ExitCode == code, $"datashare {string.Join(' ', arguments)}: {result}");
        return result;
    }
}

using System.IO.Compression;
using System.Text;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A command that is killed after each of its steps.</summary>
/// <param name="Name">As the test shows it.</param>
/// <param name="Command">Its arguments.</param>
/// <param name="PrepareAsync">Fills the workspace that the command starts from.</param>
/// <param name="Afterwards">The command that finishes what the same command did not, if there is one.</param>
public sealed record CrashScenario(
    string Name, Func<CrashWorkspace, string[]> Command, Func<CrashWorkspace, Task> PrepareAsync, string? Afterwards = null)
{
    private const string Header = "id,place,value\n";

    public static IReadOnlyList<CrashScenario> All { get; } =
    [
        new("ingest", _ => ["ingest"], MixedInboxAsync),
        new("ingest of a file elsewhere", _ => ["ingest", "elsewhere.csv", "--dataset", "readings"], FileElsewhereAsync, "ingest"),
        new("ingest of a file again whose kept bytes are damaged", _ => ["ingest", "--again"], DamagedRawAsync, "ingest"),
        new("ingest of a claimed file that somebody writes", _ => ["ingest"], ClaimedAsync) { Meanwhile = OpenForWriting },
        new("ingest of the commit that writes a checkpoint", _ => ["ingest"], FiftySnapshotsAsync),
        new("ingest under a new version", _ => ["ingest"], NewVersionAsync),
        new("consume", _ => ["consume"], LoadedAsync),
        new("replay of rejected rows", w => ["quarantine", "replay", w.Entry("some-bad.csv"), "--file", "mended.csv", "--by", "ada"], RejectedRowsAsync, "ingest"),
        new("replay of a refused file", w => ["quarantine", "replay", w.Entry("renamed.csv"), "--file", "mended.csv", "--by", "ada"], RefusedFileAsync, "ingest"),
        new("discard", w => ["quarantine", "discard", w.Entry("renamed.csv"), "--why", "sent again", "--by", "ada"], RefusedFileAsync),
        new("rebuild", _ => ["rebuild", "readings"], LoadedAsync),
        new("rewind", _ => ["consumer", "rewind", "readings-files", "--to", "readings@start"], DeliveredAsync, "consume"),
        new("consume after the warehouse was lost", _ => ["consume", "--from", "recorded"], LostAsync),
        new("consume in a warehouse of an earlier version", _ => ["consume"], FormerAsync),
        new("backup", _ => ["backup", "backup"], BackedUpAsync),
        new("restore", _ => ["restore", "backup"], DataLostAsync),
        new("restore into a new folder", _ => ["restore", "backup", "new"], DataLostAsync),
        new("move", _ => ["move", "--to", "duckdb", "--file", "data/moved.duckdb"], DeliveredAsync),
    ];

    /// <summary>What another program does while the command runs.</summary>
    public Func<CrashWorkspace, IDisposable?> Meanwhile { get; init; } = static _ => null;

    /// <param name="crashAt">The value of the crash switch.</param>
    public async Task<ProgramResult> BeginAsync(CrashWorkspace workspace, string crashAt)
    {
        using (Meanwhile(workspace))
        {
            return await workspace.RunAsync(crashAt, Command(workspace));
        }
    }

    /// <summary>Runs the same command again. It fails if the crash came when all was done.</summary>
    public async Task<ProgramResult> FinishAsync(CrashWorkspace workspace)
    {
        var again = await workspace.RunAsync(null, Command(workspace));
        if (Afterwards is not null)
        {
            await workspace.ExpectAsync(Afterwards);
        }

        return again;
    }

    /// <summary>A file with a sidecar, one with a rejected row, one with a wrong header, and an archive.</summary>
    private static Task MixedInboxAsync(CrashWorkspace workspace)
    {
        workspace.Drop("some-bad.csv", Header + "3,here,3.00\n4,there,-4.00\n5,here,5.00\n");
        workspace.Drop("renamed.csv", "id,palce,value\n6,here,6.00\n");
        using (var zip = ZipFile.Open(workspace["data", "inbox", "readings", "all.zip"], ZipArchiveMode.Create))
        {
            Add(zip, "first.csv", Header + "7,here,7.00\n");
            Add(zip, "second.csv", Header + "8,here,8.00\n9,there,-9.00\n10,here,10.00\n");
        }

        // The last step of a name is killed at, and there the file has a sidecar that can be lost.
        workspace.Drop("with-sidecar.csv", Header + "1,here,1.00\n2,there,2.00\n");
        workspace.Drop("with-sidecar.csv.meta.json", """{"rows": 2}""");
        return Task.CompletedTask;
    }

    private static Task FileElsewhereAsync(CrashWorkspace workspace)
    {
        workspace.Write("elsewhere.csv", Header + "1,here,1.00\n2,there,-2.00\n3,there,3.00\n");
        return Task.CompletedTask;
    }

    private static async Task DamagedRawAsync(CrashWorkspace workspace)
    {
        const string rows = Header + "1,here,1.00\n2,there,2.00\n";
        workspace.Drop("first.csv", rows);
        await workspace.ExpectAsync("ingest");
        var kept = Assert.Single(Directory.GetFiles(workspace["data", "lake", "raw"], "*", SearchOption.AllDirectories));
        File.SetAttributes(kept, FileAttributes.Normal);
        await File.WriteAllTextAsync(kept, Header + "1,here,9.00\n", TestContext.Current.CancellationToken);
        workspace.Drop("second.csv", rows);
    }

    private static async Task ClaimedAsync(CrashWorkspace workspace)
    {
        workspace.Drop("some-bad.csv", Header + "1,here,1.00\n2,there,-2.00\n");
        workspace.Drop("some-bad.csv.meta.json", """{"rows": 2}""");
        Assert.Equal(CrashWorkspace.Killed, (await workspace.RunAsync("staged", "ingest")).ExitCode);
    }

    private static FileStream? OpenForWriting(CrashWorkspace workspace)
    {
        var file = Directory.GetFiles(workspace["data", "inbox"], "some-bad.csv", SearchOption.AllDirectories).Single();
        return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Each snapshot is a commit of its own, and the fiftieth writes a checkpoint.</summary>
    private static async Task FiftySnapshotsAsync(CrashWorkspace workspace)
    {
        workspace.WriteStockContract();
        for (var day = 1; day < 50; day++)
        {
            workspace.Write($"data/inbox/stock/{day:D2}.csv", $"id,pieces\n1,{day}\n2,{day * 2}\n");
        }

        await workspace.ExpectAsync("ingest");
        workspace.Write("data/inbox/stock/50.csv", "id,pieces\n1,50\n2,100\n");
    }

    private static async Task NewVersionAsync(CrashWorkspace workspace)
    {
        await LoadedAsync(workspace);
        workspace.WriteNextReadings();
        workspace.Drop("next.csv", "id,place,value,unit\n11,here,11.00,m\n");
    }

    private static async Task LoadedAsync(CrashWorkspace workspace)
    {
        await MixedInboxAsync(workspace);
        await workspace.ExpectAsync("ingest");
    }

    private static async Task DeliveredAsync(CrashWorkspace workspace)
    {
        await LoadedAsync(workspace);
        await workspace.ExpectAsync("consume");
        workspace.Drop("later.csv", Header + "11,here,11.00\n");
        await workspace.ExpectAsync("ingest");
    }

    private static async Task LostAsync(CrashWorkspace workspace)
    {
        await DeliveredAsync(workspace);
        File.Delete(workspace["data", "warehouse.duckdb"]);
        await workspace.ExpectAsync("ingest");
    }

    private static async Task FormerAsync(CrashWorkspace workspace)
    {
        await DeliveredAsync(workspace);
        var migrations = Directory.GetFiles(Path.Combine(Repository.Root, "warehouse", "sql", "duckdb"))
            .Select(f => (Path.GetFileNameWithoutExtension(f), File.ReadAllText(f)));
        await FormerWarehouse.MakeAsync(workspace["data", "warehouse.duckdb"], migrations, TestContext.Current.CancellationToken);
        Directory.Delete(workspace["data", "outbox", "readings", ".datashare"], recursive: true);
    }

    /// <summary>The second run of a backup finds files that it has, files that are new, and files that are gone.</summary>
    private static async Task BackedUpAsync(CrashWorkspace workspace)
    {
        workspace.Write("contracts/readings/notes.txt", "to be deleted");
        await LoadedAsync(workspace);
        await workspace.ExpectAsync("backup", "backup");
        File.Delete(workspace["contracts", "readings", "notes.txt"]);
        await workspace.ExpectAsync("consume");
        workspace.Drop("later.csv", Header + "11,here,11.00\n12,there,-12.00\n");
        await workspace.ExpectAsync("ingest");
    }

    private static async Task DataLostAsync(CrashWorkspace workspace)
    {
        await DeliveredAsync(workspace);
        await workspace.ExpectAsync("backup", "backup");
        Directory.Delete(workspace["data", "lake"], recursive: true);
        File.Delete(workspace["data", "warehouse.duckdb"]);
    }

    private static async Task RejectedRowsAsync(CrashWorkspace workspace)
    {
        await LoadedAsync(workspace);
        await workspace.ExpectAsync("quarantine", "export", workspace.Entry("some-bad.csv"), "--out", "mended.csv");
        var mended = await File.ReadAllTextAsync(workspace["mended.csv"], TestContext.Current.CancellationToken);
        workspace.Write("mended.csv", mended.Replace("-4.00", "4.00", StringComparison.Ordinal));
    }

    private static async Task RefusedFileAsync(CrashWorkspace workspace)
    {
        await LoadedAsync(workspace);
        workspace.Write("mended.csv", Header + "6,here,6.00\n");
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var member = zip.CreateEntry(name).Open();
        member.Write(Encoding.UTF8.GetBytes(content));
    }
}

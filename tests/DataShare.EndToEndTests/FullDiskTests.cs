using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// In each step, a full disk has the same exit code and is reported, nothing half-done is visible, and the same command
/// continues when there is space.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Rows = 60_000;

    private readonly ReadingsWorkspace workspace = new();
    private string? mounted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (mounted is not null)
        {
            using var end = Process.Start("umount", [mounted]);
            end.WaitForExit();
        }

        workspace.Dispose();
    }

    [Theory]
    [InlineData("data/inbox", "ingest")]
    [InlineData("data/lake", "ingest")]
    [InlineData("data/warehouse", "ingest")]
    [InlineData("data/outbox", "consume")]
    [InlineData("out", "query|select * from readings|--out|out/x.csv")]
    [InlineData("out", "query|select * from readings|--out|out/x.json")]
    [InlineData("out", "query|select * from readings|--out|out/x.parquet")]
    public async Task Each_step_ends_with_2_and_continues_when_there_is_space(string folder, string command)
    {
        workspace.Write("appsettings.json", """{"DataShare": {"Warehouse": {"DatabaseFile": "data/warehouse/w.duckdb"}}}""");
        workspace.Write("consumers/readings-files.yaml", (await File.ReadAllTextAsync(workspace["consumers", "readings-files.yaml"], Ct)) + "\nretry: {attempts: 1}\n");
        var disk = await MountAsync(folder);
        workspace.Drop("first.csv", ReadingsWorkspace.Readings(1));
        await ExpectAsync(0, "ingest");
        if (command is "ingest")
        {
            workspace.Drop("second.csv", ReadingsWorkspace.Readings(Rows, first: 2));
        }
        else
        {
            await ExpectAsync(0, "ingest", workspace.Write("second.csv", ReadingsWorkspace.Readings(Rows, first: 2)), "--dataset", "readings");
        }

        var filler = Fill(disk);
        var full = await ExpectAsync(2, command.Split('|'));
        Assert.Contains("No space left on device", full.Output + full.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFiles(disk, "x.*"));

        File.Delete(filler);
        await ExpectAsync(0, command.Split('|'));
        var count = await ExpectAsync(0, "query", "select count(*) as n from readings", "--format", "json");
        Assert.Equal(Rows + 1, JsonDocument.Parse(count.Output).RootElement[0].GetProperty("n").GetInt32());
        await ExpectAsync(0, "verify");
    }

    private async Task<ProgramResult> ExpectAsync(int code, params string[] command)
    {
        var result = await workspace.RunAsync(command);
        Assert.True(result.ExitCode == code, $"{string.Join(' ', command)}: {result}");
        return result;
    }

    /// <summary>Mounts a separate disk that is small enough to be filled.</summary>
    private async Task<string> MountAsync(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can make a disk that is full.");
        var disk = Directory.CreateDirectory(workspace[folder]).FullName;
        Directory.CreateDirectory(workspace["data/inbox/readings"]);
        Directory.CreateDirectory(workspace["data/warehouse"]);
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", disk]) { RedirectStandardError = true })!;
        await mount.WaitForExitAsync(Ct);
        Assert.SkipUnless(mount.ExitCode == 0, "This machine does not let a file system be mounted.");
        mounted = disk;
        Directory.CreateDirectory(workspace["data/inbox/readings"]);
        return disk;
    }

    /// <returns>The file that takes all free space.</returns>
    private static string Fill(string disk)
    {
        var filler = Path.Combine(disk, ".filler");
        var block = new byte[4096];
        try
        {
            using var file = new FileStream(filler, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return filler;
        }
    }
}

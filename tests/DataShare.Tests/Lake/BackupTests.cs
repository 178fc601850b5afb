using System.Security.Cryptography;
using DataShare.Lake;
using Xunit;

namespace DataShare.Tests.Lake;

/// <summary>A backup has one whole state of the lake, whatever others do meanwhile and wherever a run is stopped.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Folder => lake.Folder["backup"];

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task A_restored_lake_has_the_same_files_and_no_findings()
    {
        await FillAsync("a", "b");
        await lake.Store.Raw.KeepAsync(lake.Id.Dataset, new RawFile(LakeFixture.HashOf("a"), lake.Folder.Write("claimed/a", "a"), ".csv"), Ct);
        await lake.Store.Raw.KeepAsync(lake.Id.Dataset, new RawFile(LakeFixture.HashOf("b"), lake.Folder.Write("claimed/b", "b"), ".csv"), Ct);

        var manifest = await BackUpAsync();
        await RestoreAsync();

        Assert.Equal([KeyValuePair.Create("orders/v1", 1L)], manifest.Tables);
        Assert.Equal(Hashes(lake.Folder["lake"]), Hashes(lake.Folder["restored"]));
        var verdict = await new VerifyLake(new LakeStore(new LakeLayout(lake.Folder["restored"]), lake.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)).RunAsync(quick: false, Ct);
        Assert.Empty(verdict.Datasets.SelectMany(d => d.Tables.SelectMany(t => t.Findings).Concat(d.Raw.Findings)));
        Assert.Equal(2, Assert.Single(verdict.Datasets).Raw.Checked);
    }

    [Fact]
    public async Task A_later_run_copies_only_what_is_new()
    {
        await FillAsync("a", "b");
        Assert.Equal(4, (await CopiedAsync()).Files);

        await FillAsync("c");

        Assert.Equal(2, (await CopiedAsync()).Files);
        Assert.Equal(0, (await CopiedAsync()).Files);
        await RestoreAsync();
        Assert.Equal(Hashes(lake.Folder["lake"]), Hashes(lake.Folder["restored"]));
    }

    /// <summary>A commit that comes while the log is being copied belongs to the next run, with all of its parts.</summary>
    [Fact]
    public async Task A_commit_during_a_run_is_left_out_whole()
    {
        await FillAsync("a");
        var late = new List<string>();
        var manifest = await BackUpAsync(step =>
        {
            if (step == "file backed up" && late.Count == 0)
            {
                late.Add("b");
                FillAsync("b").GetAwaiter().GetResult();
            }
        });

        Assert.Single(late);
        Assert.Equal(0, manifest.Tables["orders/v1"]);
        Assert.Equal(2, manifest.Files.Count);
    }

    [Theory]
    [InlineData("file backed up", false)]
    [InlineData("backup copied", false)]
    [InlineData("backup listed", true)]
    public async Task A_run_that_is_stopped_leaves_the_state_before_or_after_it(string at, bool isAfter)
    {
        await FillAsync("a");
        await BackUpAsync();
        await FillAsync("b");
        var entry = Path.Combine(lake.LogFolder, $"{0:D20}.json");

        await Assert.ThrowsAsync<OperationCanceledException>(() => BackUpAsync(step => Stop(step == at)));

        Assert.Equal(isAfter ? 1 : 0, (await BackupManifest.ReadAsync(Folder, Ct)).Tables["orders/v1"]);
        await RestoreAsync();
        Assert.Equal(Hash(entry), Hash(lake.Folder["restored", "tables", "orders", "v1", "_delta_log", Path.GetFileName(entry)]));
        Assert.Equal(1, (await BackUpAsync()).Tables["orders/v1"]);
        Assert.Equal(4, Stored().Length);
    }

    [Fact]
    public async Task The_copy_of_a_part_that_is_damaged_later_stays_and_the_damage_is_reported()
    {
        await FillAsync("a");
        await BackUpAsync();
        var part = Assert.Single(await lake.Table.ActivePartsAsync(Ct)).Path;
        var whole = Hash(part);
        var bytes = await File.ReadAllBytesAsync(part, Ct);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(part, bytes, Ct);

        using (var backup = await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct))
        {
            await new LakeBackup(lake.NewStore()).RunAsync(backup, Ct);
            Assert.Equal(part, Assert.Single(backup.Findings).File);
            await backup.CompleteAsync("DuckDb", new Dictionary<string, long> { ["orders/v1"] = 0 }, lake.Time.GetUtcNow(), Ct);
        }

        await RestoreAsync();
        Assert.Equal(whole, Hash(lake.Folder["restored", "tables", "orders", "v1", Path.GetFileName(part)]));
    }

    [Fact]
    public async Task A_file_of_the_backup_that_has_changed_is_not_restored()
    {
        await FillAsync("a");
        await BackUpAsync();
        var stored = Stored()[0];
        await File.AppendAllTextAsync(stored, "x", Ct);

        var refused = await Assert.ThrowsAsync<LakeCorruptException>(RestoreAsync);

        Assert.Equal(stored, refused.File);
        Assert.Contains("its SHA-256 is", refused.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_the_lake_no_longer_has_leave_the_backup_with_the_next_run()
    {
        var entry = lake.Folder.Write($"lake/quarantine/orders/{lake.NextLoadId()}/reason.json", "{}");
        await BackUpAsync();
        Assert.Single(Stored());
        File.Delete(entry);

        await BackUpAsync();

        Assert.Empty(Stored());
    }

    /// <summary>Nothing in DataShare removes raw bytes, so the backup may have the only copy.</summary>
    [Fact]
    public async Task The_copy_of_raw_bytes_that_are_missing_stays()
    {
        var kept = await lake.Store.Raw.KeepAsync(lake.Id.Dataset, new RawFile(LakeFixture.HashOf("a"), lake.Folder.Write("claimed/a", "a"), ".csv"), Ct);
        await BackUpAsync();
        File.Delete(kept);

        using (var backup = await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct))
        {
            var tables = await new LakeBackup(lake.NewStore()).RunAsync(backup, Ct);
            Assert.Equal((kept, "it is missing"), Assert.Single(backup.Findings) switch { var f => (f.File, f.Found) });
            await backup.CompleteAsync("DuckDb", tables, lake.Time.GetUtcNow(), Ct);
        }

        Assert.Single(Stored());
    }

    [Fact]
    public async Task A_lake_that_was_lost_does_not_replace_its_backup()
    {
        await FillAsync("a");
        await BackUpAsync();
        Directory.Delete(lake.Folder["lake"], recursive: true);

        var refused = await Assert.ThrowsAsync<BackupRefusedException>(() => BackUpAsync());

        Assert.Contains("The backup has orders/v1 up to lake version 0, but the lake has nothing of it", refused.Message, StringComparison.Ordinal);
        await RestoreAsync();
        Assert.Equal(2, Directory.GetFiles(lake.Folder["restored"], "*", SearchOption.AllDirectories).Length);
    }

    /// <summary>A name that contains the lost table's name hides nothing.</summary>
    [Fact]
    public async Task Damage_in_one_table_does_not_hide_that_another_was_lost()
    {
        await FillAsync("a");
        var other = Path.Combine(lake.Folder["lake", "tables", "preorders", "v1"], "_delta_log");
        Directory.CreateDirectory(other);
        File.Copy(Path.Combine(lake.LogFolder, $"{0:D20}.json"), Path.Combine(other, $"{0:D20}.json"));
        File.Copy(Assert.Single(await lake.Table.ActivePartsAsync(Ct)).Path, Path.Combine(Path.GetDirectoryName(other)!, Path.GetFileName(Assert.Single(await lake.Table.ActivePartsAsync(Ct)).Path)));
        await BackUpAsync();
        await File.WriteAllTextAsync(Path.Combine(other, $"{0:D20}.json"), "no action", Ct);
        Assert.Equal(0, (await BackUpAsync()).Tables["preorders/v1"]);
        Directory.Delete(lake.Table.Folder, recursive: true);

        await Assert.ThrowsAsync<BackupRefusedException>(() => BackUpAsync());
    }

    [Fact]
    public async Task Files_of_others_beside_a_backup_stay()
    {
        await FillAsync("a");
        await BackUpAsync();
        var other = lake.Folder.Write("backup/sql/shop.bak", "theirs");

        await BackUpAsync();

        Assert.True(File.Exists(other));
    }

    [Fact]
    public async Task Two_runs_do_not_share_a_folder()
    {
        using var first = await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct);

        Assert.Contains("Another process is backing up", (await Assert.ThrowsAsync<IOException>(async () => await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_folder_with_other_files()
    {
        lake.Folder.Write("backup/mine.txt", "mine");

        await Assert.ThrowsAsync<BackupRefusedException>(async () => await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct));

        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_name_that_leads_out_of_the_target_is_refused()
    {
        await FillAsync("a");
        await BackUpAsync();
        var list = Path.Combine(Folder, BackupManifest.FileName);
        await File.WriteAllTextAsync(list, (await File.ReadAllTextAsync(list, Ct)).Replace("\"path\": \"lake/tables/", "\"path\": \"lake/../../tables/", StringComparison.Ordinal), Ct);

        await Assert.ThrowsAsync<LakeCorruptException>(RestoreAsync);

        Assert.False(Directory.Exists(lake.Folder["tables"]));
    }

    private static void Stop(bool now)
    {
        if (now)
        {
            throw new OperationCanceledException();
        }
    }

    private async Task FillAsync(params string[] contents)
    {
        foreach (var content in contents)
        {
            await lake.CommitAsync(lake.Draft(content));
        }
    }

    private async Task<BackupManifest> BackUpAsync(StepBorder? border = null)
    {
        using var backup = await BackupFolder.OpenAsync(Folder, lake.Time, border, Ct);
        var tables = await new LakeBackup(lake.NewStore()).RunAsync(backup, Ct);
        return await backup.CompleteAsync("DuckDb", tables, lake.Time.GetUtcNow(), Ct);
    }

    private async Task<(int Files, long Bytes)> CopiedAsync()
    {
        using var backup = await BackupFolder.OpenAsync(Folder, lake.Time, null, Ct);
        var tables = await new LakeBackup(lake.NewStore()).RunAsync(backup, Ct);
        await backup.CompleteAsync("DuckDb", tables, lake.Time.GetUtcNow(), Ct);
        return backup.Copied;
    }

    private async Task RestoreAsync() =>
        await (await BackupSource.OpenAsync(Folder, Ct)).CopyAsync("lake/", lake.Folder["restored"], null, Ct);

    /// <summary>The files in the folders of the runs.</summary>
    private string[] Stored() => [.. Directory.GetDirectories(Folder).SelectMany(f => Directory.GetFiles(f, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Hashes(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Select(f => $"{Path.GetRelativePath(root, f)} {Hash(f)}").Order(StringComparer.Ordinal);

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}

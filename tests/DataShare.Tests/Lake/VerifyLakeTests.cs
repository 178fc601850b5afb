using System.Text.RegularExpressions;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Tests.Schemas;
using Xunit;

namespace DataShare.Tests.Lake;

/// <summary>Verify finds files that have changed since they were stored, and its advice repairs them.</summary>
public sealed partial class VerifyLakeTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Finds_nothing_in_an_undamaged_lake()
    {
        await CommitAsync("a");
        await KeepAsync("a");
        await QuarantineAsync("bad");
        await PublishAsync();

        foreach (var quick in new[] { true, false })
        {
            var verdict = await new VerifyLake(lake.NewStore()).RunAsync(quick, Ct);

            Assert.Empty(Findings(verdict));
            var orders = Assert.Single(verdict.Datasets);
            Assert.Equal((1, 0, 0L), (orders.Tables[0].Parts, orders.Tables[0].UnprovenParts, orders.Tables[0].Version));
            Assert.Equal((2, 1, 0, 1, 0), (orders.Raw.Checked, orders.Quarantine.Checked, orders.Quarantine.Unproven, verdict.Contracts.Checked, verdict.Contracts.Unproven));
        }
    }

    [Fact]
    public async Task Finds_a_part_with_other_bytes_of_the_same_number_unless_it_is_quick()
    {
        await CommitAsync("a");
        await KeepAsync("a");
        var part = Assert.Single(await lake.Table.ActivePartsAsync(Ct)).Path;
        FlipFirstByte(part);

        Assert.Empty(await FindingsAsync(quick: true));
        var verdict = await new VerifyLake(lake.NewStore()).RunAsync(quick: false, Ct);
        Assert.False(Assert.Single(verdict.Datasets).HasWholeTables);
        var found = Assert.Single(Findings(verdict));
        Assert.Equal((part, Remedy.Backup), (found.File, found.Remedy));
        Assert.Contains("its bytes have changed since it was written: their SHA-256 is", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_parts_whose_entries_have_no_hash()
    {
        await CommitAsync("a");
        await KeepAsync("a");
        RewriteEntry(0, text => PartHash().Replace(EntrySha().Replace(text, ""), ""));
        FlipFirstByte(Assert.Single(await lake.FreshTable().ActivePartsAsync(Ct)).Path);

        var verdict = await new VerifyLake(lake.NewStore()).RunAsync(quick: false, Ct);

        Assert.Empty(Findings(verdict));
        Assert.Equal((1, 1), (verdict.Datasets[0].Tables[0].Parts, verdict.Datasets[0].Tables[0].UnprovenParts));
    }

    [Fact]
    public async Task Finds_kept_bytes_that_do_not_match_their_name()
    {
        await CommitAsync("a");
        FlipFirstByte(await KeepAsync("a"));

        var found = Assert.Single(await FindingsAsync());

        Assert.Contains("the bytes of a.csv", found.Found, StringComparison.Ordinal);
        Assert.Contains("from a backup of the lake, or drop the same file again", found.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_kept_bytes_that_are_missing()
    {
        await CommitAsync("a");

        var found = Assert.Single(await FindingsAsync(quick: true));

        Assert.Contains("the bytes of a.csv", found.Found, StringComparison.Ordinal);
        Assert.Contains("are missing", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_a_copy_of_the_bytes_in_quarantine()
    {
        var entry = await QuarantineAsync("bad");
        File.Delete(lake.Store.Raw.Find(lake.Id.Dataset, LakeFixture.HashOf("bad"))!);

        var found = Assert.Single(await FindingsAsync());

        Assert.Equal(Remedy.MakeAgain, found.Remedy);
        Assert.Contains(Path.Combine(entry, "bad.csv"), found.WhatToDo, StringComparison.Ordinal);
        await RepairAsync(found.File);
        Assert.Equal("bad", await File.ReadAllTextAsync(lake.Store.Raw.Find(lake.Id.Dataset, LakeFixture.HashOf("bad"))!, Ct));
    }

    [Fact]
    public async Task Repairs_a_file_in_quarantine_from_the_kept_bytes()
    {
        var file = Path.Combine(await QuarantineAsync("bad"), "bad.csv");
        Replace(file, "BAD");

        Assert.Equal(Remedy.MakeAgain, Assert.Single(await FindingsAsync()).Remedy);
        await RepairAsync(file);

        Assert.Equal("bad", await File.ReadAllTextAsync(file, Ct));
    }

    [Fact]
    public async Task Does_not_name_a_copy_that_is_the_same_file_under_another_name()
    {
        var entry = await QuarantineAsync("bad");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(entry, "bad.csv"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using (var file = new FileStream(Path.Combine(entry, "bad.csv"), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite }))
        {
            file.WriteByte((byte)'B');
        }

        Assert.Equal([Remedy.Backup, Remedy.Backup], (await FindingsAsync()).Select(f => f.Remedy));
    }

    [Fact]
    public async Task Reports_a_foreign_file_which_needs_no_repair()
    {
        lake.Folder.Write("lake/raw/orders/aa/notes.txt", "mine");

        var found = Assert.Single(await FindingsAsync());

        Assert.False(found.IsDamage);
    }

    [Theory]
    [InlineData("reason.json", null, "it is missing, so the entry is not listed")]
    [InlineData("reason.json", "{", "it is not a quarantine entry")]
    [InlineData("closed.json", "{", "it is not a quarantine entry")]
    [InlineData("bad.csv", "BAD", "its bytes have changed since it was written")]
    [InlineData("bad.csv", null, "it is missing")]
    [InlineData("rejected-rows.csv", "other\n", "its bytes have changed since it was written")]
    [InlineData("rejected-rows.csv", null, "it is missing")]
    [InlineData("bad.csv.meta.json", "{ }", "its bytes have changed since it was written")]
    public async Task Finds_changed_files_in_the_quarantine(string file, string? content, string expected)
    {
        var path = Path.Combine(await QuarantineAsync("bad"), file);
        Replace(path, content);

        var found = Assert.Single(await FindingsAsync());

        Assert.Equal(path, found.File);
        Assert.Contains(expected, found.Found, StringComparison.Ordinal);
        Assert.True(found.IsDamage);
    }

    [Fact]
    public async Task Counts_entries_of_older_versions_whose_reasons_have_no_hashes()
    {
        var entry = await QuarantineAsync("bad");
        var reason = Path.Combine(entry, "reason.json");
        Replace(reason, HashesKey().Replace(await File.ReadAllTextAsync(reason, Ct), ""));

        var verdict = await new VerifyLake(lake.NewStore()).RunAsync(quick: false, Ct);

        Assert.Empty(Findings(verdict));
        Assert.Equal(1, verdict.Datasets[0].Quarantine.Unproven);
    }

    [Theory]
    [InlineData("# edited\n", "its bytes have changed since it was published")]
    [InlineData(null, "it is missing")]
    public async Task Finds_a_published_contract_that_was_changed(string? more, string expected)
    {
        await PublishAsync();
        var file = lake.Folder["lake", "contracts", "orders", "1.0.0.yaml"];
        Replace(file, more is null ? null : ContractText.With() + more);

        var found = Assert.Single(await FindingsAsync());

        Assert.Equal(file, found.File);
        Assert.Contains(expected, found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_a_checkpoint_that_differs_from_the_log()
    {
        await FillAsync();
        var checkpoint = Path.Combine(lake.LogFolder, $"{49:D20}.checkpoint.parquet");
        using (var other = new LakeFixture())
        {
            foreach (var i in Enumerable.Range(0, 50))
            {
                await other.CommitAsync(other.Draft($"other {i}"));
            }

            File.Copy(Path.Combine(other.LogFolder, Path.GetFileName(checkpoint)), checkpoint, overwrite: true);
        }

        var found = Assert.Single(await FindingsAsync());

        Assert.Equal((checkpoint, Remedy.MakeAgain), (found.File, found.Remedy));
        Assert.Contains("the log", found.Found, StringComparison.Ordinal);
        await RepairAsync(checkpoint);
        Assert.Equal(50, await lake.FreshTable().VersionAsync(Ct) + 1);
    }

    [Fact]
    public async Task An_unreadable_checkpoint_needs_no_repair()
    {
        await FillAsync();
        Replace(Path.Combine(lake.LogFolder, $"{49:D20}.checkpoint.parquet"), "no Parquet");

        var verdict = await new VerifyLake(lake.NewStore()).RunAsync(quick: false, Ct);

        Assert.False(Assert.Single(Findings(verdict)).IsDamage);
        Assert.True(verdict.Datasets[0].HasWholeTables);
    }

    [Fact]
    public async Task Finds_that_the_log_ends_before_the_checkpoint()
    {
        await FillAsync();
        File.Delete(Path.Combine(lake.LogFolder, $"{49:D20}.json"));

        var found = Assert.Single(await FindingsAsync());

        Assert.Equal((Path.Combine(lake.LogFolder, $"{49:D20}.json"), Remedy.Backup), (found.File, found.Remedy));
    }

    [Fact]
    public async Task Finds_all_changed_parts_and_a_change_of_the_newest_entry()
    {
        await CommitAsync("a");
        await CommitAsync("b");
        await KeepAsync("a");
        await KeepAsync("b");
        foreach (var part in await lake.Table.ActivePartsAsync(Ct))
        {
            File.Delete(part.Path);
        }

        Assert.Equal(2, (await FindingsAsync()).Count);
        RewriteEntry(1, text => text.Replace("b.csv", "c.csv", StringComparison.Ordinal));

        Assert.Contains(await FindingsAsync(), f => f.File.EndsWith($"{1:D20}.json", StringComparison.Ordinal) && f.Found.Contains("SHA-256", StringComparison.Ordinal));
    }

    /// <summary>Repairs exactly this file, after which nothing is found.</summary>
    private async Task RepairAsync(string file)
    {
        var repaired = await VerifyLake.RepairAsync(await new VerifyLake(lake.NewStore()).RunAsync(quick: false, Ct), Ct);

        Assert.Equal(file, Assert.Single(repaired).File);
        Assert.Empty(await FindingsAsync());
    }

    private async Task<IReadOnlyList<LakeFinding>> FindingsAsync(bool quick = false) =>
        Findings(await new VerifyLake(lake.NewStore()).RunAsync(quick, Ct));

    private static IReadOnlyList<LakeFinding> Findings(LakeVerdict verdict) =>
    [
        .. verdict.Datasets.SelectMany(d => d.Tables.SelectMany(t => t.Findings).Concat(d.Raw.Findings).Concat(d.Quarantine.Findings)),
        .. verdict.Contracts.Findings,
    ];

    private async Task CommitAsync(string content) => await lake.CommitAsync(lake.Draft(content));

    private async Task FillAsync()
    {
        foreach (var i in Enumerable.Range(0, 50))
        {
            await CommitAsync($"file {i}");
            await KeepAsync($"file {i}");
        }
    }

    private async Task<string> KeepAsync(string content) => await lake.Store.Raw.KeepAsync(
        lake.Id.Dataset, new RawFile(LakeFixture.HashOf(content), lake.Folder.Write($"claimed/{content}", content), ".csv"), Ct);

    /// <summary>An entry with a whole file, its sidecar and rejected rows.</summary>
    private async Task<string> QuarantineAsync(string content)
    {
        var kept = await KeepAsync(content);
        var loadId = lake.NextLoadId();
        using var entry = lake.Store.Quarantine.Begin(lake.Id.Dataset, loadId);
        await entry.AddFileAsync(kept, content + ".csv", Ct);
        await entry.AddSidecarAsync(lake.Folder.Write($"claimed/{content}.side", "{}"), content + ".csv.meta.json", Ct);
        await File.WriteAllTextAsync(entry.RejectedRowsPath, "id\n", Ct);
        return await entry.CompleteAsync(
            new QuarantineReason
            {
                LoadId = loadId,
                Dataset = lake.Id.Dataset,
                FileName = content + ".csv",
                Sha256 = LakeFixture.HashOf(content),
                Bytes = content.Length,
                Kind = QuarantineKind.File,
                Reason = "it is bad",
                At = lake.Time.GetUtcNow(),
            },
            Ct);
    }

    private async Task PublishAsync()
    {
        var file = lake.Folder.Write("contracts/orders/1.0.0.odcs.yaml", ContractText.With());
        await lake.Store.Contracts.PublishAsync(ContractReader.Read(await File.ReadAllTextAsync(file, Ct), file).Contract!, Ct);
    }

    private void RewriteEntry(int version, Func<string, string> rewrite)
    {
        var file = Path.Combine(lake.LogFolder, $"{version:D20}.json");
        File.WriteAllText(file, rewrite(File.ReadAllText(file)));
    }

    /// <summary>Replaces a file whatever its mode is; null removes it.</summary>
    private static void Replace(string file, string? content)
    {
        File.Delete(file);
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }
    }

    private static void FlipFirstByte(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[0] ^= 1;
        File.Delete(file);
        File.WriteAllBytes(file, bytes);
    }

    [GeneratedRegex(",\"datashare.sha256\":\"[0-9a-f]+\"")]
    private static partial Regex PartHash();

    [GeneratedRegex(",\"entrySha256\":\"[0-9a-f]+\"")]
    private static partial Regex EntrySha();

    [GeneratedRegex("\"hashes\": \\{[^}]*\\},")]
    private static partial Regex HashesKey();
}

using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaCommitTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Commits_get_consecutive_versions_from_zero()
    {
        Assert.Equal(-1, await lake.Table.VersionAsync(Ct));
        Assert.Equal(0, await lake.CommitAsync(lake.Draft("a")));
        Assert.Equal(1, await lake.CommitAsync(lake.Draft("b")));
        Assert.Equal(1, await lake.Table.VersionAsync(Ct));
    }

    [Fact]
    public async Task A_reader_that_knows_only_the_protocol_finds_the_parts_and_the_schema()
    {
        await lake.CommitAsync(lake.Draft("a"));
        await lake.CommitAsync(lake.Draft("b"));

        var replay = DeltaLogReplay.FromStart(lake.Table.Folder);

        var active = await lake.Table.ActivePartsAsync(Ct);
        Assert.Equal(active.Select(p => p.Path).Order(StringComparer.Ordinal), replay.Files.Select(f => f.FullPath));
        Assert.Equal([2L, 2L], replay.Files.Select(f => f.Rows ?? -1));
        Assert.Equal(["order_id", "status", "_load_id", "_source_row"], replay.Columns.Select(c => c.Name));
        Assert.Equal(lake.Id.ToString(), replay.MetaData.GetProperty("name").GetString());
        Assert.DoesNotContain("protocol", await File.ReadAllTextAsync(Path.Combine(lake.LogFolder, $"{1:D20}.json"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_is_read_back_as_it_was_drafted()
    {
        var drop = LakeFixture.Drop(lake.NextLoadId(), "a") with
        {
            Name = "größe \"1\".csv",
            RejectedRows = 3,
            CorrelationId = "batch-7",
            ReplayOf = lake.NextLoadId(),
            Archive = "an archive",
            WrittenAt = new DateTimeOffset(2026, 1, 30, 1, 2, 3, TimeSpan.Zero),
        };
        var draft = lake.Draft("a") with { Drops = [drop] };
        await lake.CommitAsync(draft);

        var commit = Assert.Single(await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct));

        Assert.Equal(drop, Assert.Single(commit.Drops));
        Assert.Equal(new LakePart(Path.Combine(lake.Table.Folder, draft.Parts[0].Name), draft.Parts[0].Bytes, 2) { Hash = draft.Parts[0].Hash }, Assert.Single(commit.Parts));
        Assert.Equal((0L, lake.Time.GetUtcNow(), false), (commit.Version, commit.CommittedAt, commit.ReplacesAll));
    }

    [Fact]
    public async Task A_commit_names_the_newest_commits_of_the_other_majors()
    {
        await lake.CommitAsync(lake.Draft("a"));
        await lake.CommitAsync(lake.Draft("b"));
        var two = lake.NewStore().Table(new LakeTableId(lake.Id.Dataset, 2));
        var draft = lake.Draft("c", LakeFixture.Contract("2.0.0"));
        File.Move(Path.Combine(lake.Table.Folder, draft.Parts[0].Name), Path.Combine(Directory.CreateDirectory(two.Folder).FullName, draft.Parts[0].Name), overwrite: false);

        await two.CommitAsync(draft, Ct);

        Assert.Equal(new Dictionary<int, long> { [1] = 1 }, Assert.Single(await two.CommitsAfterAsync(-1, Ct).ToListAsync(Ct)).After);
        Assert.All(await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct), c => Assert.Empty(c.After));
    }

    [Theory]
    [InlineData("customers", "1.0.0")]
    [InlineData("orders", "2.0.0")]
    public async Task A_draft_of_another_table_is_refused(string dataset, string version)
    {
        var draft = lake.Draft("a", LakeFixture.Contract(version) with { Dataset = DatasetName.Parse(dataset) });

        await Assert.ThrowsAsync<ArgumentException>(() => lake.Table.CommitAsync(draft, Ct).AsTask());

        Assert.Equal(-1, await lake.Table.VersionAsync(Ct));
    }

    [Fact]
    public async Task Kept_parts_are_read_back_apart_from_the_new_ones()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot);
        var draft = lake.Draft("a", contract);
        var kept = lake.Part("part-kept.parquet");
        await lake.CommitAsync(draft with { KeptParts = [kept] });
        await lake.CommitAsync(lake.Draft("b", contract) with { KeptParts = [] });
        await lake.CommitAsync(lake.Draft("c", contract));

        var commits = await lake.FreshTable().CommitsAfterAsync(-1, Ct).ToListAsync(Ct);

        Assert.Equal((draft.Parts[0].Name, false), (Path.GetFileName(Assert.Single(commits[0].Parts).Path), commits[0].Parts[0].IsKept));
        Assert.Equal((kept.Name, true), (Path.GetFileName(Assert.Single(commits[0].KeptParts!).Path), commits[0].KeptParts![0].IsKept));
        Assert.Empty(commits[1].KeptParts!);
        Assert.Null(commits[2].KeptParts);
    }

    [Fact]
    public async Task Commits_after_a_version_are_those_after_it()
    {
        foreach (var content in new[] { "a", "b", "c" })
        {
            await lake.CommitAsync(lake.Draft(content));
        }

        var fresh = lake.FreshTable();
        Assert.Equal([1L, 2L], (await fresh.CommitsAfterAsync(0, Ct).ToListAsync(Ct)).Select(c => c.Version));
        Assert.Empty(await fresh.CommitsAfterAsync(2, Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task The_same_content_is_committed_once_and_the_result_names_the_first_load()
    {
        var first = lake.Draft("same");
        await lake.CommitAsync(first);
        var second = lake.Draft("same");

        var there = Assert.IsType<CommitOutcome.AlreadyThere>(await lake.FreshTable().CommitAsync(second, Ct));

        Assert.Equal(first.Drops[0].LoadId, there.CommittedBy[second.Drops[0].LoadId]);
        Assert.Equal(0, await lake.Table.VersionAsync(Ct));
    }

    [Fact]
    public async Task The_same_content_is_committed_again_when_asked_to_but_never_the_same_load()
    {
        await lake.CommitAsync(lake.Draft("same"));
        var again = lake.Draft("same") with { AllowSameContent = true };

        Assert.Equal(1, await lake.CommitAsync(again));

        var there = Assert.IsType<CommitOutcome.AlreadyThere>(await lake.Table.CommitAsync(again, Ct));
        Assert.Equal(again.Drops[0].LoadId, there.CommittedBy[again.Drops[0].LoadId]);
    }

    [Fact]
    public async Task A_drop_without_accepted_rows_is_remembered_too()
    {
        var draft = lake.Draft("all bad") with { Parts = [] };
        await lake.CommitAsync(draft);

        var fresh = lake.FreshTable();
        Assert.Equal(draft.Drops[0].LoadId, await fresh.FindAsync(draft.Drops[0].Identity, Ct));
        Assert.True(await fresh.ContainsAsync(draft.Drops[0].LoadId, Ct));
    }

    [Fact]
    public async Task Many_drops_become_one_commit()
    {
        var drops = Enumerable.Range(0, 20).Select(i => LakeFixture.Drop(lake.NextLoadId(), $"file {i}")).ToList();
        await lake.CommitAsync(lake.Draft("x") with { Drops = drops });

        var commit = Assert.Single(await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct));

        Assert.Equal(drops, commit.Drops);
        Assert.Equal(20, DeltaLogReplay.FromStart(lake.Table.Folder).Transactions.Count);
    }

    [Fact]
    public async Task A_snapshot_removes_all_earlier_parts()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot);
        await lake.CommitAsync(lake.Draft("monday", contract));
        var tuesday = lake.Draft("tuesday", contract);
        await lake.CommitAsync(tuesday);

        var replay = DeltaLogReplay.FromStart(lake.Table.Folder);

        Assert.Equal(tuesday.Parts[0].Name, Path.GetFileName(Assert.Single(replay.Files).FullPath));
        Assert.Single(replay.Tombstones);
        Assert.All(await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct), c => Assert.True(c.ReplacesAll));
    }

    [Fact]
    public async Task A_remove_action_keeps_the_tags_that_extended_metadata_requires()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot);
        await lake.CommitAsync(lake.Draft("monday", contract));
        await lake.CommitAsync(lake.Draft("tuesday", contract));

        var lines = await File.ReadAllLinesAsync(Directory.GetFiles(Path.Combine(lake.Table.Folder, "_delta_log"), "*1.json")[0], Ct);
        using var remove = JsonDocument.Parse(lines.Single(l => l.Contains("\"remove\"", StringComparison.Ordinal)));

        Assert.True(remove.RootElement.GetProperty("remove").GetProperty("extendedFileMetadata").GetBoolean());
        Assert.True(remove.RootElement.GetProperty("remove").GetProperty("dataChange").GetBoolean());
        Assert.True(remove.RootElement.GetProperty("remove").TryGetProperty("tags", out var tags));
        Assert.Equal("1.0.0", tags.GetProperty("datashare.contract").GetString());
        Assert.Equal((await lake.Table.CommitsAfterAsync(-1, Ct).FirstAsync(Ct)).Drops[0].LoadId.Value, tags.GetProperty("datashare.loadId").GetString());
    }

    [Fact]
    public async Task A_snapshot_is_a_duplicate_only_of_the_current_one()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot);
        await lake.CommitAsync(lake.Draft("monday", contract));
        await lake.CommitAsync(lake.Draft("tuesday", contract));

        Assert.DoesNotContain(LakeFixture.HashOf("monday").Value, (await lake.Table.LastDropAsync(Ct))!.Identities);
        Assert.IsType<CommitOutcome.AlreadyThere>(await lake.Table.CommitAsync(lake.Draft("tuesday", contract), Ct));
        Assert.Equal(2, await lake.CommitAsync(lake.Draft("monday", contract)));
    }

    [Fact]
    public async Task Merged_content_is_a_duplicate_only_of_the_drop_that_came_last()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Merge);
        var (mon, tue) = (LakeFixture.Drop(lake.NextLoadId(), "mon"), LakeFixture.Drop(lake.NextLoadId(), "tue"));
        await lake.CommitAsync(lake.Draft("days", contract) with { Drops = [mon, tue] });

        var there = Assert.IsType<CommitOutcome.AlreadyThere>(await lake.FreshTable().CommitAsync(lake.Draft("tue", contract), Ct));

        Assert.Equal(tue.LoadId, Assert.Single(there.CommittedBy).Value);
        Assert.Equal(1, await lake.CommitAsync(lake.Draft("mon", contract)));
    }

    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Merge)]
    [InlineData(WriteMode.Snapshot)]
    public async Task A_quarantine_entry_is_replayed_only_once_even_if_the_same_content_is_allowed(WriteMode mode)
    {
        var contract = LakeFixture.Contract(mode: mode);
        var refused = lake.NextLoadId();
        var (first, second) = (Replay("mine"), Replay("yours") with { AllowSameContent = true });
        await lake.CommitAsync(first);
        await lake.CommitAsync(lake.Draft("between", contract));

        var there = Assert.IsType<CommitOutcome.AlreadyThere>(await lake.FreshTable().CommitAsync(second, Ct));

        Assert.Equal(first.Drops[0].LoadId, Assert.Single(there.CommittedBy).Value);

        CommitDraft Replay(string content)
        {
            var draft = lake.Draft(content, contract);
            return draft with { Drops = [draft.Drops[0] with { ReplayOf = refused }] };
        }
    }

    [Theory]
    [InlineData("part with space.parquet", "part%20with%20space.parquet")]
    [InlineData("100%.parquet", "100%25.parquet")]
    [InlineData("größe#1?.parquet", "gr%C3%B6%C3%9Fe%231%3F.parquet")]
    public async Task A_part_of_any_name_is_found_again(string name, string path)
    {
        await lake.CommitAsync(lake.Draft("a") with { Parts = [lake.Part(name)] });

        Assert.Contains($"\"path\":\"{path}\"", await File.ReadAllTextAsync(Path.Combine(lake.LogFolder, "00000000000000000000.json"), Ct), StringComparison.Ordinal);
        Assert.Equal(name, Path.GetFileName(Assert.Single(await lake.FreshTable().ActivePartsAsync(Ct)).Path));
        Assert.Equal(name, Path.GetFileName(Assert.Single(DeltaLogReplay.FromStart(lake.Table.Folder).Files).FullPath));
    }

    [Fact]
    public async Task A_part_of_another_size_than_drafted_is_refused()
    {
        var draft = lake.Draft("a");
        await File.AppendAllTextAsync(Path.Combine(lake.Table.Folder, draft.Parts[0].Name), "x", Ct);

        await Assert.ThrowsAsync<InvalidOperationException>(() => lake.Table.CommitAsync(draft, Ct).AsTask());
        Assert.Equal(-1, await lake.Table.VersionAsync(Ct));
    }

    [Fact]
    public async Task Nothing_but_log_entries_is_left_in_the_log()
    {
        await lake.CommitAsync(lake.Draft("a"));
        Assert.Equal(["00000000000000000000.json"], Directory.GetFiles(lake.LogFolder).Select(Path.GetFileName));
    }
}

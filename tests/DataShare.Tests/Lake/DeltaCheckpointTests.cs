using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaCheckpointTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Pointer => Path.Combine(lake.LogFolder, "_last_checkpoint");

    private string Checkpoint => Path.Combine(lake.LogFolder, $"{49:D20}.checkpoint.parquet");

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task The_fiftieth_commit_writes_a_checkpoint_that_equals_the_replay()
    {
        await FillAsync(49);
        Assert.False(File.Exists(Pointer));
        await FillAsync(3);

        Assert.True(File.Exists(Checkpoint));
        using var pointer = JsonDocument.Parse(await File.ReadAllTextAsync(Pointer, Ct));
        Assert.Equal(
            (50, new FileInfo(Checkpoint).Length), (pointer.RootElement.GetProperty("numOfAddFiles").GetInt64(), pointer.RootElement.GetProperty("sizeInBytes").GetInt64()));
        AssertSame(DeltaLogReplay.FromStart(lake.Table.Folder), DeltaLogReplay.FromCheckpoint(lake.Table.Folder));
    }

    [Fact]
    public async Task A_checkpoint_of_snapshots_and_table_features_equals_the_replay()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot, more: LakeFixture.Column("local", new(ColumnKind.TimestampLocal)));
        await FillAsync(52, contract);

        var fromCheckpoint = DeltaLogReplay.FromCheckpoint(lake.Table.Folder);
        AssertSame(DeltaLogReplay.FromStart(lake.Table.Folder), fromCheckpoint);
        Assert.Equal(51, fromCheckpoint.Tombstones.Count);
        Assert.Single(fromCheckpoint.Files);

        // It removes a part that it knows only from the checkpoint.
        await lake.FreshTable().CommitAsync(lake.Draft("news", contract), Ct);
        Assert.Single(DeltaLogReplay.FromStart(lake.Table.Folder).Files);
    }

    [Fact]
    public async Task A_fresh_table_reads_from_the_checkpoint_what_the_log_says()
    {
        await FillAsync(60);
        // The table that wrote the commits has never read the checkpoint.
        var expected = await lake.Table.ActivePartsAsync(Ct);
        // Without the earlier entries, only the checkpoint has this.
        foreach (var version in Enumerable.Range(0, 49))
        {
            File.Delete(Path.Combine(lake.LogFolder, $"{version:D20}.json"));
        }

        var fresh = lake.FreshTable();

        Assert.Equal(60, expected.Count);
        Assert.All(expected, p => Assert.Equal(2, p.Rows));
        Assert.Equal(expected.Order(ByPath), (await fresh.ActivePartsAsync(Ct)).Order(ByPath));
        Assert.NotNull(await fresh.FindAsync(LakeFixture.HashOf("file 0").Value, Ct));
        Assert.IsType<CommitOutcome.AlreadyThere>(await fresh.CommitAsync(lake.Draft("file 3"), Ct));
        Assert.Equal(60, ((CommitOutcome.Committed)await fresh.CommitAsync(lake.Draft("news"), Ct)).Version);
    }

    [Fact]
    public async Task A_fresh_table_reads_from_the_checkpoint_which_drop_came_last()
    {
        await FillAsync(49);
        var drops = Enumerable.Range(0, 20)
            .Select(i => LakeFixture.Drop(lake.NextLoadId(), $"last {i}") with { Archive = i == 19 ? "an archive" : null })
            .ToList();
        await lake.CommitAsync(lake.Draft("many") with { Drops = [.. drops.Shuffle()] });
        foreach (var version in Enumerable.Range(0, 49))
        {
            File.Delete(Path.Combine(lake.LogFolder, $"{version:D20}.json"));
        }

        var last = await lake.FreshTable().LastDropAsync(Ct);

        Assert.Equal((drops[19].LoadId, lake.Time.GetUtcNow()), (last!.LoadId, last.CommittedAt));
        Assert.Equal([drops[19].Identity, IdentityOf.Archive("an archive")], last.Identities.OrderBy(i => i == drops[19].Identity ? 0 : 1));
    }

    [Fact]
    public async Task The_chain_of_hashes_goes_on_after_a_checkpoint()
    {
        await FillAsync(50);
        await lake.FreshTable().CommitAsync(lake.Draft("after"), Ct);
        Assert.Equal((50, 0), await lake.VerifyAsync());
    }

    [Theory]
    [InlineData("no pointer")]
    [InlineData("pointer cut off")]
    [InlineData("no checkpoint")]
    [InlineData("checkpoint cut off")]
    public async Task A_table_whose_checkpoint_was_not_finished_is_read_from_its_log(string damage)
    {
        await FillAsync(51);
        switch (damage)
        {
            case "no pointer":
                File.Delete(Pointer);
                break;
            case "pointer cut off":
                await File.WriteAllTextAsync(Pointer, "{\"version\":4", Ct);
                break;
            case "no checkpoint":
                File.Delete(Checkpoint);
                break;
            default:
                await File.WriteAllBytesAsync(Checkpoint, (await File.ReadAllBytesAsync(Checkpoint, Ct))[..500], Ct);
                break;
        }

        var fresh = lake.FreshTable();

        Assert.Equal(51, (await fresh.ActivePartsAsync(Ct)).Count);
        Assert.IsType<CommitOutcome.AlreadyThere>(await fresh.CommitAsync(lake.Draft("file 0"), Ct));
    }

    [Fact]
    public async Task Removes_older_than_a_week_leave_the_checkpoint()
    {
        var contract = LakeFixture.Contract(mode: WriteMode.Snapshot);
        await FillAsync(40, contract);
        lake.Time.Advance(TimeSpan.FromDays(8));
        await FillAsync(10, contract);

        Assert.Equal(10, DeltaLogReplay.FromCheckpoint(lake.Table.Folder).Tombstones.Count);
    }

    private static readonly Comparer<LakePart> ByPath = Comparer<LakePart>.Create((a, b) => string.CompareOrdinal(a.Path, b.Path));

    private int filled;

    private async Task FillAsync(int commits, DataContract? contract = null)
    {
        for (var i = 0; i < commits; i++)
        {
            await lake.CommitAsync(lake.Draft($"file {filled++}", contract));
        }
    }

    private static void AssertSame(DeltaLogReplay expected, DeltaLogReplay actual)
    {
        Assert.Equal(expected.Version, actual.Version);
        Assert.Equal(expected.Files, actual.Files);
        Assert.Equal(expected.Transactions.OrderBy(t => t.Key), actual.Transactions.OrderBy(t => t.Key));
        Assert.Equal(expected.Tombstones.Order(), actual.Tombstones.Order());
        Assert.Equal(expected.Columns.Select(c => (c.Name, c.Type)), actual.Columns.Select(c => (c.Name, c.Type)));
        foreach (var field in new[] { "id", "name", "schemaString", "createdTime" })
        {
            Assert.Equal(expected.MetaData.GetProperty(field).ToString(), actual.MetaData.GetProperty(field).ToString());
        }

        Assert.Equal(expected.Protocol.GetProperty("minWriterVersion").GetInt32(), actual.Protocol.GetProperty("minWriterVersion").GetInt32());
    }
}

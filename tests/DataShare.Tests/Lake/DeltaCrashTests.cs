using DataShare.Lake;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaCrashTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("parts flushed")]
    [InlineData("entry written")]
    [InlineData("entry linked")]
    [InlineData("log flushed")]
    public async Task A_commit_stopped_at_a_border_and_run_again_lands_once(string border)
    {
        await lake.CommitAsync(lake.Draft("before"));
        var draft = lake.Draft("a");
        var dying = lake.FreshTable(step =>
        {
            if (step == border)
            {
                throw new SimulatedCrashException();
            }
        });
        await Assert.ThrowsAsync<SimulatedCrashException>(() => dying.CommitAsync(draft, Ct).AsTask());

        await lake.FreshTable().CommitAsync(draft, Ct);

        var commits = await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct);
        Assert.Single(commits.SelectMany(c => c.Drops), d => d.LoadId == draft.Drops[0].LoadId);
        Assert.Equal(2, DeltaLogReplay.FromStart(lake.Table.Folder).Files.Count);
        Assert.Equal(2, (await dying.ActivePartsAsync(Ct)).Count);
    }

    [Fact]
    public async Task Parts_that_no_commit_names_are_swept_after_a_day()
    {
        await lake.CommitAsync(lake.Draft("a"));
        var orphan = lake.Draft("dead").Parts[0].Name;
        File.SetLastWriteTimeUtc(Path.Combine(lake.Table.Folder, orphan), lake.Time.GetUtcNow().UtcDateTime);
        var entry = Path.Combine(lake.LogFolder, ".00000000000000000001.json.x.tmp");
        await File.WriteAllTextAsync(entry, "{", Ct);
        File.SetLastWriteTimeUtc(entry, lake.Time.GetUtcNow().UtcDateTime);

        lake.Time.Advance(TimeSpan.FromHours(23));
        Assert.Empty(await lake.Table.SweepOrphansAsync(TimeSpan.FromDays(1), new HashSet<LoadId>(), Ct));

        lake.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal([Path.Combine("_delta_log", Path.GetFileName(entry)), orphan], await lake.Table.SweepOrphansAsync(TimeSpan.FromDays(1), new HashSet<LoadId>(), Ct));
        Assert.Single(DeltaLogReplay.FromStart(lake.Table.Folder).Files);
    }

    [Fact]
    public async Task Parts_of_old_versions_are_no_orphans()
    {
        var contract = LakeFixture.Contract(mode: DataShare.Schemas.WriteMode.Snapshot);
        await lake.CommitAsync(lake.Draft("monday", contract));
        await lake.CommitAsync(lake.Draft("tuesday", contract));
        lake.Time.Advance(TimeSpan.FromDays(30));

        Assert.Empty(await lake.FreshTable().SweepOrphansAsync(TimeSpan.FromDays(1), new HashSet<LoadId>(), Ct));
        Assert.Equal((1, 0), await lake.VerifyAsync());
    }

    private sealed class SimulatedCrashException : Exception;
}

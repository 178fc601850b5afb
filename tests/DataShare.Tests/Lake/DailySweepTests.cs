using DataShare.Lake;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DailySweepTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Removes_an_orphan_part_after_a_day_and_no_part_of_a_commit()
    {
        var draft = lake.Draft("january");
        await lake.Table.CommitAsync(draft, Ct);
        var orphan = Orphan();

        await SweepAsync();

        Assert.False(File.Exists(orphan));
        Assert.True(File.Exists(Path.Combine(lake.Table.Folder, draft.Parts[0].Name)));
    }

    [Fact]
    public async Task Leaves_a_part_that_may_still_be_committed()
    {
        await lake.Table.CommitAsync(lake.Draft("january"), Ct);
        var young = Orphan();
        File.SetLastWriteTimeUtc(young, lake.Time.GetUtcNow().UtcDateTime);

        await SweepAsync();

        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task Looks_only_once_a_day()
    {
        await lake.Table.CommitAsync(lake.Draft("january"), Ct);
        await SweepAsync();
        var orphan = Orphan();

        await SweepAsync();
        Assert.True(File.Exists(orphan));

        lake.Time.Advance(TimeSpan.FromDays(1));
        await SweepAsync();
        Assert.False(File.Exists(orphan));
    }

    [Fact]
    public async Task Keeps_a_part_of_a_running_load_even_if_a_clock_set_forward_makes_it_look_old()
    {
        await lake.Table.CommitAsync(lake.Draft("january"), Ct);
        var orphan = Orphan();
        var load = LoadId.Parse(Path.GetFileName(orphan).Split('-')[1]);

        await new DailySweep(lake.Store, lake.Time).RunAsync(lake.Id.Dataset, new HashSet<LoadId> { load }, Ct);

        Assert.True(File.Exists(orphan));
    }

    [Fact]
    public async Task Sweeps_again_even_if_the_clock_was_set_back()
    {
        await lake.Table.CommitAsync(lake.Draft("january"), Ct);
        lake.Time.AdjustTime(lake.Time.GetUtcNow().AddDays(30));
        await SweepAsync();
        lake.Time.AdjustTime(lake.Time.GetUtcNow().AddDays(-30));
        var orphan = Orphan();

        await SweepAsync();

        Assert.False(File.Exists(orphan));
    }

    [Fact]
    public async Task Removes_what_a_killed_process_left_beside_the_tables()
    {
        await lake.Table.CommitAsync(lake.Draft("january"), Ct);
        var (left, running) = (lake.NextLoadId(), lake.NextLoadId());
        string[] leftovers =
        [
            LeftBehind("raw", "ab", ".ab12.csv.x1.tmp"), LeftBehind("contracts", ".1.0.0.yaml.x2.tmp"),
            LeftBehind("quarantine", lake.NextLoadId().Value, ".closed.json.x3.tmp"), LeftBehind("quarantine", $".{left}", "reason.json"),
        ];
        string[] others =
        [
            LeftBehind("raw", "ab", "ab12.csv"), LeftBehind("contracts", ".1.0.0.yaml.sha256"),
            LeftBehind("quarantine", left.Value, "reason.json"), LeftBehind("quarantine", $".{running}", "reason.json"),
        ];
        var young = LeftBehind("raw", "cd", ".cd34.csv.x4.tmp");
        File.SetLastWriteTimeUtc(young, lake.Time.GetUtcNow().UtcDateTime);

        await new DailySweep(lake.Store, lake.Time).RunAsync(lake.Id.Dataset, new HashSet<LoadId> { running }, Ct);

        Assert.DoesNotContain(leftovers, File.Exists);
        Assert.All([.. others, young], file => Assert.True(File.Exists(file), file));
    }

    public void Dispose() => lake.Dispose();

    /// <summary>A file that was written two days ago, in one of the dataset's folders.</summary>
    private string LeftBehind(string store, params string[] path)
    {
        var file = lake.Folder.Write(Path.Combine(["lake", store, lake.Id.Dataset.Value, .. path]), "");
        var before = lake.Time.GetUtcNow().UtcDateTime.AddDays(-2);
        File.SetLastWriteTimeUtc(file, before);
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(file)!, before);
        return file;
    }

    private ValueTask SweepAsync() => new DailySweep(lake.Store, lake.Time).RunAsync(lake.Id.Dataset, new HashSet<LoadId>(), Ct);

    /// <summary>A part of a process that died before its commit two days ago.</summary>
    private string Orphan()
    {
        var path = Path.Combine(lake.Table.Folder, lake.Part($"part-{lake.NextLoadId()}-00000.parquet").Name);
        File.SetLastWriteTimeUtc(path, lake.Time.GetUtcNow().UtcDateTime.AddDays(-2));
        return path;
    }
}

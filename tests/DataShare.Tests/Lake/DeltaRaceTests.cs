using DataShare.Lake;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaRaceTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Racing_commits_all_land_once_in_consecutive_versions(int tables)
    {
        // Like processes, separate instances share only the folder.
        var instances = Enumerable.Range(0, tables).Select(_ => lake.FreshTable()).ToList();
        var drafts = Enumerable.Range(0, 64).Select(i => lake.Draft($"file {i}")).ToList();

        var outcomes = await Task.WhenAll(drafts.Select((d, i) => Task.Run(async () => await instances[i % tables].CommitAsync(d, Ct), Ct)));

        Assert.Equal(Enumerable.Range(0, 64).Select(i => (long)i), outcomes.Select(o => ((CommitOutcome.Committed)o).Version).Order());
        var commits = await lake.Table.CommitsAfterAsync(-1, Ct).ToListAsync(Ct);
        Assert.Equal(
            drafts.Select(d => d.Drops[0].LoadId).Order(),
            commits.SelectMany(c => c.Drops).Select(d => d.LoadId).Order());
        Assert.Equal(64, DeltaLogReplay.FromStart(lake.Table.Folder).Files.Count);
        Assert.Equal((63, 0), await lake.VerifyAsync());
    }

    [Fact]
    public async Task Of_racing_commits_of_the_same_content_one_lands_and_the_others_name_it()
    {
        var drafts = Enumerable.Range(0, 16).Select(_ => lake.Draft("same")).ToList();

        var outcomes = await Task.WhenAll(drafts.Select(d => Task.Run(async () => await lake.FreshTable().CommitAsync(d, Ct), Ct)));

        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        var winner = (await lake.Table.CommitsAfterAsync(-1, Ct).SingleAsync(Ct)).Drops[0].LoadId;
        Assert.All(outcomes.OfType<CommitOutcome.AlreadyThere>(), o => Assert.Equal(winner, Assert.Single(o.CommittedBy).Value));
    }

    [Fact]
    public async Task A_reader_beside_racing_writers_sees_every_version_in_order()
    {
        var writers = Task.WhenAll(Enumerable.Range(0, 40).Select(i => lake.Draft($"file {i}")).ToList()
            .Select(d => Task.Run(async () => await lake.FreshTable().CommitAsync(d, Ct), Ct)));
        var reader = lake.FreshTable();
        var seen = new List<long>();

        while (seen.Count < 40)
        {
            await foreach (var commit in reader.CommitsAfterAsync(seen.Count - 1, Ct))
            {
                seen.Add(commit.Version);
            }
        }

        await writers;
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), seen);
    }
}

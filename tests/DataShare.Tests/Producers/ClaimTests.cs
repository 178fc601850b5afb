using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class ClaimTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void If_two_workers_claim_a_file_one_gets_it()
    {
        using var one = Worker(1);
        using var other = Worker(2);
        var file = Drop("a.csv");

        var claims = new[] { one.Claim(file, null, new IngestOptions()), other.Claim(file, null, new IngestOptions()) };

        Assert.Single(claims.OfType<FileClaim>());
        Assert.Single(ClaimFolders());
    }

    [Fact]
    public void A_claim_of_a_living_worker_is_not_touched()
    {
        using var alive = Worker(1);
        alive.Claim(Drop("a.csv"), null, new IngestOptions());
        using var other = Worker(2);

        Assert.Empty(other.TakeOverAbandoned());
        Assert.Single(ClaimFolders());
    }

    [Fact]
    public void A_claim_of_a_dead_worker_is_taken_over_unchanged()
    {
        FileClaim claim;
        using (var ended = Worker(1))
        {
            claim = ended.Claim(Drop("a.csv"), null, new IngestOptions(Again: true))!;
        }

        using var other = Worker(2);

        Assert.Equal(claim with { Inbox = null! }, Assert.Single(other.TakeOverAbandoned()) with { Inbox = null! });
    }

    [Fact]
    public void A_claim_is_taken_over_only_once()
    {
        using (var ended = Worker(1))
        {
            ended.Claim(Drop("a.csv"), null, new IngestOptions());
        }

        using var second = Worker(2);
        using var third = Worker(3);

        Assert.Single(second.TakeOverAbandoned());
        Assert.Empty(second.TakeOverAbandoned());
        Assert.Empty(third.TakeOverAbandoned());
    }

    [Fact]
    public void A_half_copied_file_is_removed_and_not_taken()
    {
        using (var ended = Worker(1))
        {
            var claim = ended.Claim(Drop("a.csv"), null, new IngestOptions())!;
            File.Move(claim.Path, Path.Combine(claim.Folder, ".copying"), overwrite: true);
        }

        using var other = Worker(2);

        Assert.Empty(other.TakeOverAbandoned());
        Assert.Empty(ClaimFolders());
    }

    [Fact]
    public void A_half_removed_claim_is_removed()
    {
        using (var ended = Worker(1))
        {
            File.Delete(ended.Claim(Drop("a.csv"), null, new IngestOptions())!.Path);
        }

        using var other = Worker(2);

        Assert.Empty(other.TakeOverAbandoned());
        Assert.Empty(ClaimFolders());
    }

    [Fact]
    public void A_file_goes_back_to_the_inbox_next_to_a_newer_file_with_its_name()
    {
        using var claims = Worker(1);
        var claim = claims.Claim(Drop("a.csv", "old"), null, new IngestOptions())!;
        Drop("a.csv", "new");

        FileClaims.PutBack(claim);

        Assert.Equal("new", File.ReadAllText(folder["a.csv"]));
        Assert.Equal("old", File.ReadAllText(folder[$"{claim.LoadId}-a.csv"]));
        Assert.Empty(ClaimFolders());
    }

    [Fact]
    public void A_sidecar_goes_back_with_its_file_and_never_to_another()
    {
        using var claims = Worker(1);
        Drop("a.csv.meta.json", "old");
        var claim = claims.Claim(Drop("a.csv", "old"), null, new IngestOptions())!;
        Drop("a.csv.meta.json", "new");

        FileClaims.PutBack(claim);

        Assert.Equal("old", File.ReadAllText(folder[$"{claim.LoadId}-a.csv"]));
        Assert.Equal("old", File.ReadAllText(folder[$"{claim.LoadId}-a.csv.meta.json"]));
        Assert.Equal("new", File.ReadAllText(folder["a.csv.meta.json"]));
        Assert.False(File.Exists(folder["a.csv"]));
    }

    [Fact]
    public void A_process_that_ended_between_file_and_sidecar_leaves_both_to_the_next()
    {
        using (var ended = Worker(1))
        {
            Drop("a.csv.meta.json", "{}");
            var claim = ended.Claim(Drop("a.csv"), null, new IngestOptions())!;
            File.Move(claim.SidecarPath, folder["a.csv.meta.json"], overwrite: true);
        }

        using var other = Worker(2);
        var taken = Assert.Single(other.TakeOverAbandoned());

        Assert.True(taken.HasSidecar);
        Assert.Equal("{}", File.ReadAllText(taken.SidecarPath));
        Assert.False(File.Exists(folder["a.csv.meta.json"]));
    }

    [Fact]
    public void A_sidecar_of_a_new_file_with_the_same_name_stays_with_that_file()
    {
        using (var ended = Worker(1))
        {
            Drop("a.csv.meta.json", "old");
            File.Delete(ended.Claim(Drop("a.csv"), null, new IngestOptions())!.SidecarPath);
        }

        Drop("a.csv.meta.json", "new");
        Drop("a.csv", "new");
        using var other = Worker(2);
        var taken = Assert.Single(other.TakeOverAbandoned());

        Assert.True(taken.HasSidecar);
        Assert.False(File.Exists(taken.SidecarPath));
        Assert.Equal("new", File.ReadAllText(folder["a.csv.meta.json"]));
    }

    [Fact]
    public async Task Other_claims_do_not_disturb_the_search_for_abandoned_ones()
    {
        using var alive = Worker(1);
        using var other = Worker(2);
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(
            () =>
            {
                var taken = 0;
                while (!stop.IsCancellationRequested)
                {
                    taken += other.TakeOverAbandoned().Count;
                }

                return taken;
            },
            Ct);
        for (var i = 0; i < 1000; i++)
        {
            FileClaims.Release(alive.Claim(Drop("a.csv"), null, new IngestOptions())!);
        }

        await stop.CancelAsync();
        Assert.Equal(0, await looking);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Several_workers_share_the_claims_of_a_dead_one(int count)
    {
        using (var ended = Worker(1))
        {
            for (var i = 0; i < count; i++)
            {
                ended.Claim(Drop($"{i}.csv"), null, new IngestOptions());
            }
        }

        var workers = Enumerable.Range(2, 4).Select(Worker).ToList();
        var taken = await Task.WhenAll(workers.Select(w => Task.Run(() => w.TakeOverAbandoned(), Ct)));

        // A process that finds another one at it takes nothing: it tries again at its next scan.
        Assert.Equal(count, taken.Sum(t => t.Count));
        Assert.Equal(count, taken.SelectMany(t => t).DistinctBy(c => c.LoadId).Count());
        workers.ForEach(w => w.Dispose());
    }

    [Fact]
    public void Leftovers_of_a_killed_worker_are_removed_and_files_of_a_living_one_are_not()
    {
        folder.Write(".claimed/.worker-01M82BBDHQ001MTDHNTQTE51JG", "");
        using var alive = Worker(1);
        using var other = Worker(2);
        Assert.Equal(3, Directory.GetFiles(folder[".claimed"], ".worker-*").Length);

        other.TakeOverAbandoned();

        Assert.Equal(2, Directory.GetFiles(folder[".claimed"], ".worker-*").Length);
        Assert.DoesNotContain("01M82BBDHQ001MTDHNTQTE51JG", string.Join(' ', Directory.GetFiles(folder[".claimed"], ".worker-*")), StringComparison.Ordinal);
    }

    private FileInfo Drop(string name, string content = "id\n1\n") => new(folder.WriteBytes(name, Encoding.UTF8.GetBytes(content)));

    private FileClaims Worker(int seed) =>
        new(new DatasetInbox(folder.Root, DatasetName.Parse("orders")), new LoadIdSource(TimeProvider.System, new Random(seed)), TimeProvider.System);

    private string[] ClaimFolders() => Directory.GetDirectories(folder[".claimed"]);
}

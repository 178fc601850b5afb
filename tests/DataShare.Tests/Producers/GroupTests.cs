using System.Globalization;
using System.IO.Compression;
using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Small files that are ready together share a commit.</summary>
public sealed class GroupTests : IDisposable
{
    private readonly InboxFixture inbox = new(
        new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" },
        new TestContract(TestContract.Id, "name: name, logicalType: string, required: true") { Version = "1.1.0" });

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task Many_small_files_become_one_commit_and_each_row_knows_its_file()
    {
        for (var i = 0; i < 50; i++)
        {
            inbox.Drop(Name(i), $"id\n{i}\n{100 + i}\n");
        }

        var landed = (await inbox.IngestAsync()).Cast<Landed>().ToList();

        Assert.Equal(50, landed.Count);
        Assert.Equal(0, inbox.Log().Version);
        Assert.Single(inbox.Log().Files);
        var load = landed.ToDictionary(l => l.Name, l => l.LoadId.Value);
        Assert.Equal(
            Enumerable.Range(0, 50).SelectMany(i => new[] { $"{i}|{load[Name(i)]}|1", $"{100 + i}|{load[Name(i)]}|2" }).Order(StringComparer.Ordinal),
            inbox.Rows("select id, _load_id, _source_row from lake").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("id\n1000\nx\ny\n")]
    [InlineData("id\n1000\n\"2\n\"3\n")]
    [InlineData("nope\n1000\n")]
    public async Task A_refused_file_in_a_group_does_not_affect_the_others(string refused)
    {
        inbox.Drop("a.csv", "id\n1\n2\n");
        inbox.Drop("b.csv", refused);
        inbox.Drop("c.csv", "id\n3\n");

        var outcomes = await inbox.IngestAsync();

        Assert.Equal("b.csv", Assert.Single(outcomes.OfType<Quarantined>()).Name);
        Assert.Equal(["1|1", "2|2", "3|1"], inbox.Rows("select id, _source_row from lake order by id"));
        Assert.Equal(0, inbox.Log().Version);
    }

    [Fact]
    public async Task Rejected_rows_stay_with_their_file()
    {
        inbox.Drop("a.csv", "id\n1\nx\n");
        inbox.Drop("b.csv", "id\n2\n");
        inbox.Drop("c.csv", "id\ny\n3\n");

        var landed = (await inbox.IngestAsync()).Cast<Landed>().ToDictionary(l => l.Name);

        Assert.Equal("x", Assert.Single(inbox.Reason(landed["a.csv"].LoadId).Violations).Value);
        Assert.Null(landed["b.csv"].QuarantineFolder);
        Assert.Equal((1, "y"), inbox.Reason(landed["c.csv"].LoadId).Violations.Select(v => (v.Row, v.Value)).Single());
        Assert.Equal(["1", "2", "3"], inbox.Rows());
    }

    [Fact]
    public async Task A_small_file_that_unpacks_to_many_rows_lands_alone_between_the_others()
    {
        const int rows = 600_000;
        inbox.Drop("a.csv", "id\n1\n");
        inbox.DropBytes("b.csv.gz", Gzip("id\n" + string.Concat(Enumerable.Repeat("2\n", rows))));
        inbox.Drop("c.csv", "id\n3\n");

        var landed = (await inbox.IngestAsync()).Cast<Landed>().ToList();

        Assert.Equal([("a.csv", 0), ("b.csv.gz", 1), ("c.csv", 2)], landed.Select(l => (l.Name, l.LakeVersion)));
        Assert.Equal($"{rows + 2}|{rows}", inbox.Row("select count(*), count(distinct _source_row) from lake"));
    }

    [Fact]
    public async Task Files_above_the_limit_go_into_the_next_commit()
    {
        inbox.Options.MaxFilesPerCommit = 3;
        for (var i = 0; i < 7; i++)
        {
            inbox.Drop(Name(i), $"id\n{i}\n");
        }

        var landed = (await inbox.IngestAsync()).Cast<Landed>().ToList();

        Assert.Equal([0, 0, 0, 1, 1, 1, 2], landed.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => l.LakeVersion));
        Assert.Equal("7|21", inbox.Row("select count(*), sum(id) from lake"));
    }

    [Fact]
    public async Task A_large_file_has_its_own_commit()
    {
        inbox.Options.SmallFileBytes = 10;
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id\n2\n3\n4\n5\n");
        inbox.Drop("c.csv", "id\n6\n");
        inbox.Drop("d.csv", "id\n7\n");

        var landed = (await inbox.IngestAsync()).Cast<Landed>().ToDictionary(l => l.Name, l => l.LakeVersion);

        Assert.Equal([0, 1, 2, 2], landed.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value));
        Assert.Equal("7|28", inbox.Row("select count(*), sum(id) from lake"));
    }

    [Fact]
    public async Task Files_of_different_contract_versions_do_not_share_a_commit()
    {
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id,name\n2,Ada\n");

        var landed = (await inbox.IngestAsync()).Cast<Landed>();

        Assert.Equal(["1.0.0 in 0", "1.1.0 in 1"], landed.Select(l => $"{l.Contract} in {l.LakeVersion}"));
        Assert.Equal(["1|null", "2|Ada"], inbox.Rows("select id, name from (from lake) order by id", unionByName: true));
    }

    [Fact]
    public async Task Every_snapshot_is_a_commit_of_its_own()
    {
        using var snapshots = new InboxFixture(new TestContract(TestContract.Id) { Write = "{mode: snapshot}" });
        snapshots.Drop("a.csv", "id\n1\n");
        snapshots.Drop("b.csv", "id\n2\n");

        var landed = (await snapshots.IngestAsync()).Cast<Landed>();

        Assert.Equal([0, 1], landed.Select(l => l.LakeVersion));
        Assert.Equal(["2"], snapshots.Rows());
    }

    private static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }

    private static string Name(int i) => $"{i.ToString("D3", CultureInfo.InvariantCulture)}.csv";
}

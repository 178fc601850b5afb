using System.IO.Compression;
using System.Text;
using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Zip archives, whose members are drops.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly InboxFixture inbox = new(
        new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 50}" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task Takes_each_member_as_a_drop_of_its_own()
    {
        inbox.DropBytes("orders.zip", Packed.Zip(("may.csv", "id,name\n1,Ada\n"), ("2026/june.csv", "id,name\n2,Bob\nx,Cy\n"), ("july.csv", "nope\n")));

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(
            ["Quarantined orders.zip/july.csv", "Landed orders.zip/may.csv", "Landed orders.zip/2026/june.csv"],
            outcomes.Select(o => $"{o.GetType().Name} {o.Name}"));
        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task Keeps_the_bytes_of_the_archive_and_of_its_members()
    {
        var zip = Packed.Zip(("may.csv", "id,name\n1,Ada\n"));
        inbox.DropBytes("orders.zip", zip);
        await inbox.IngestAsync();

        var kept = Directory.GetFiles(inbox.Lake.Layout.RawFolder(InboxFixture.Orders), "*", SearchOption.AllDirectories);

        Assert.Equal([".csv", ".zip"], kept.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.Equal(zip, await File.ReadAllBytesAsync(kept.Single(f => f.EndsWith(".zip", StringComparison.Ordinal)), Ct));
    }

    [Fact]
    public async Task Members_may_be_packed_Parquet_or_archives()
    {
        inbox.DropBytes("all.zip", Packed.ZipOf(
            ("a.csv.gz", Packed.As(".gz", "id,name\n1,Ada\n")),
            ("b.parquet", ParquetLandingTests.Parquet(inbox, "select 2::bigint as id, 'Bob' as name")),
            ("inner.zip", Packed.Zip(("c.csv", "id,name\n3,Cy\n")))));

        var outcomes = await inbox.IngestAsync();

        Assert.Equal(["all.zip/a.csv.gz", "all.zip/b.parquet", "all.zip/inner.zip/c.csv"], outcomes.Select(o => Assert.IsType<Landed>(o).Name));
        Assert.Equal(["1|Ada", "2|Bob", "3|Cy"], inbox.Rows());
    }

    [Fact]
    public async Task Members_that_came_before_are_duplicates()
    {
        await inbox.IngestAsync<Landed>("may.csv", "id,name\n1,Ada\n");
        inbox.DropBytes("orders.zip", Packed.Zip(("may.csv", "id,name\n1,Ada\n"), ("june.csv", "id,name\n2,Bob\n")));

        var outcomes = await inbox.IngestAsync();

        Assert.Single(outcomes.OfType<Duplicate>(), d => d.Name == "orders.zip/may.csv");
        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
    }

    [Fact]
    public async Task A_sidecar_in_the_archive_goes_with_its_member_and_one_beside_it_with_all_others()
    {
        inbox.DropBytes("orders.zip.meta.json", """{"correlationId": "outer"}"""u8);
        inbox.DropBytes("orders.zip", Packed.Zip(
            ("a.csv", "id,name\n1,Ada\n"), ("a.csv.meta.json", """{"correlationId": "inner"}"""), ("b.csv", "id,name\n2,Bob\n")));

        Assert.Equal(2, (await inbox.IngestAsync()).Count);

        var drops = new List<CommittedDrop>();
        await foreach (var commit in inbox.Lake.Table(new LakeTableId(InboxFixture.Orders, 1)).CommitsAfterAsync(-1, Ct))
        {
            drops.AddRange(commit.Drops);
        }

        Assert.Equal([("orders.zip/a.csv", "inner"), ("orders.zip/b.csv", "outer")], drops.Select(d => (d.Name, d.CorrelationId)));
    }

    [Theory]
    [InlineData("""{"rows": 2}""", "has 1 row (1 accepted, 0 rejected), but its sidecar says 2")]
    [InlineData("""{"sums": {"id": "7"}}""", "'id'")]
    [InlineData("""{"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}""", "but its sidecar says 0000")]
    public async Task Control_totals_beside_an_archive_are_compared(string sidecar, string reason)
    {
        inbox.Drop("a.zip.meta.json", sidecar);

        Assert.Contains(reason, (await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("a.csv", "id,name\n1,Ada\n")))).Reason, StringComparison.Ordinal);
        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Rows_and_sums_of_several_members_need_a_sidecar_for_each_member()
    {
        inbox.Drop("a.zip.meta.json", """{"rows": 2}""");

        Assert.Contains("rows or sums for an archive of 2 files", (await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("a.csv", "id\n1\n"), ("b.csv", "id\n2\n")))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_member_with_a_key_counts_and_a_later_drop_counts_more()
    {
        using var merging = new InboxFixture(
            new TestContract(TestContract.Id + ", primaryKey: true, primaryKeyPosition: 1", TestContract.Name) { Write = "{mode: merge}" });
        merging.DropBytes("a.zip", Packed.Zip([.. Enumerable.Range(1, 30).Select(i => ($"{i}.csv", $"id,name\n1,{i}\n"))]));
        merging.Drop("b.csv", "id,name\n1,last\n");
        await merging.IngestAsync();

        Assert.Equal([.. Enumerable.Range(1, 30).Select(i => $"{i}"), "last"], merging.Rows("select name from lake order by _load_id"));
    }

    [Theory]
    [InlineData("../out.csv", "leads out of the archive")]
    [InlineData("a/../../out.csv", "leads out of the archive")]
    [InlineData("..\\out.csv", "leads out of the archive")]
    [InlineData("/etc/out.csv", "leads out of the archive")]
    [InlineData("C:\\out.csv", "leads out of the archive")]
    [InlineData("good.csv", "has a duplicate name")]
    public async Task Quarantines_an_archive_with_a_forbidden_member_name(string name, string problem)
    {
        var outcome = await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("good.csv", "id,name\n1,Ada\n"), (name, "id,name\n2,Bob\n")));

        Assert.Contains(problem, outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("a.zip", inbox.Reason(outcome.LoadId).FileName);
        Assert.Empty(inbox.Parts);
        Assert.Empty(inbox.Claims);
        Assert.False(File.Exists(inbox.Folder["inbox", "out.csv"]));
    }

    [Fact]
    public async Task Quarantines_an_archive_with_a_link_in_it()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var link = zip.CreateEntry("a.csv");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = link.Open();
            target.Write("/etc/passwd"u8);
        }

        Assert.Contains("is a link", (await inbox.IngestAsync<Quarantined>("a.zip", memory.ToArray())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_an_archive_with_a_password()
    {
        var zip = Packed.Zip(("a.csv", "id,name\n1,Ada\n"));
        // The lowest bit of the general-purpose flags, in the local header and in the central directory.
        zip[6] |= 1;
        zip[zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;

        Assert.Contains("is encrypted", (await inbox.IngestAsync<Quarantined>("a.zip", zip)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_an_archive_that_is_cut_off_or_damaged_before_a_member_is_taken()
    {
        var random = new Random(5);
        var whole = Packed.Zip(
            ("a.csv", "id,name\n1,Ada\n"),
            ("b.csv", "id,name\n" + string.Concat(Enumerable.Range(1, 3000).Select(i => $"{i},{random.NextInt64()}\n"))));
        foreach (var length in new[] { 1, 10, 50, whole.Length / 2, whole.Length - 30, whole.Length - 1 })
        {
            Assert.Contains("not a valid zip", (await inbox.IngestAsync<Quarantined>("a.zip", whole[..length])).Reason, StringComparison.Ordinal);
        }

        var damaged = (byte[])whole.Clone();
        damaged[whole.Length / 2] ^= 0x55;
        await inbox.IngestAsync<Quarantined>("a.zip", damaged);

        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Quarantines_an_archive_whose_member_is_longer_than_the_directory_says()
    {
        var zip = Packed.Zip(("a.csv", "id,name\n" + new string('1', 100_000)));
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), 10);

        await inbox.IngestAsync<Quarantined>("a.zip", zip);

        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Quarantines_an_archive_with_too_many_members()
    {
        inbox.Options.Unpack.MaxMembers = 10;
        var members = Enumerable.Range(1, 11).Select(i => ($"{i}.csv", $"id,name\n{i},x\n")).ToArray();

        Assert.Contains("more than 10 members", (await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(members))).Reason, StringComparison.Ordinal);
        Assert.Contains("more than 10 members", (await inbox.IngestAsync<Quarantined>("b.zip", Packed.ZipOf(
            ("1.zip", Packed.Zip(members[..5])), ("2.zip", Packed.Zip(members[5..9]))))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_read_a_directory_that_is_far_too_long()
    {
        inbox.Options.Unpack.MaxMembers = 10;
        var members = Enumerable.Range(1, 5000).Select(i => ($"{i}.csv", "")).ToArray();

        Assert.Contains("MaxMembers", (await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(members))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_an_archive_that_is_too_deep()
    {
        inbox.Options.Unpack.MaxDepth = 2;
        var one = Packed.Zip(("a.csv", "id,name\n1,Ada\n"));
        var two = Packed.ZipOf(("1.zip", one));

        await inbox.IngestAsync<Landed>("2.zip", two);
        Assert.Contains("an archive nested 3 levels deep. Expected at most 2", (await inbox.IngestAsync<Quarantined>("3.zip", Packed.ZipOf(("2.zip", two)))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_an_archive_whose_members_together_unpack_to_too_much()
    {
        inbox.Options.Unpack.MaxBytes = 1000;
        var member = "id,name\n1," + new string('a', 600) + "\n";

        var outcome = await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("a.csv", member), ("b.csv", member)));

        Assert.Contains("unpacks to more than 1,000 bytes", outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Quarantines_an_archive_that_unpacks_to_far_more_than_it_is()
    {
        var outcome = await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("a.csv", new string('1', 70 << 20))));

        Assert.Contains("more than 250 times its size", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_an_archive_without_a_file() =>
        Assert.Contains("no file", (await inbox.IngestAsync<Quarantined>("a.zip", Packed.Zip(("folder/", ""), ("__MACOSX/._a.csv", "x"), (".DS_Store", "x")))).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("CON.csv")]
    [InlineData("with\u0000nul\u001b[31m.csv")]
    [InlineData("ends in dots...")]
    public async Task A_member_may_have_a_name_that_no_file_can_have(string name)
    {
        inbox.DropBytes("a.zip", Packed.Zip((name, "nope\n")));

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Equal("a.zip/" + name, outcome.Name);
        Assert.Equal("a.zip/" + name, inbox.Reason(outcome.LoadId).FileName);
    }

    [Fact]
    public async Task A_member_with_a_very_long_name_can_be_quarantined()
    {
        inbox.DropBytes("a.zip", Packed.Zip((new string('ä', 400) + ".csv", "nope\n")));

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        var name = Path.GetFileName(Directory.GetFiles(outcome.QuarantineFolder, "*.csv").Single());
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 200, 255);
    }

    [Fact]
    public async Task A_member_in_quarantine_can_be_replayed()
    {
        inbox.DropBytes("a.zip", Packed.Zip(("may.csv", "nope\n")));
        var refused = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        var landed = Assert.IsType<Landed>(Assert.Single(await ReplayAsync(refused, inbox.Folder.Write("mended.csv", "id,name\n1,Ada\n"))));

        Assert.Equal("a.zip/may.csv", landed.Name);
        Assert.Equal(["1|Ada"], inbox.Rows());
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task An_archive_in_quarantine_can_be_replayed()
    {
        var whole = Packed.Zip(("may.csv", "id,name\n1,Ada\n"), ("june.csv", "id,name\n2,Bob\n"));
        var refused = await inbox.IngestAsync<Quarantined>("a.zip", whole[..^1]);

        Assert.IsType<NotReplayed>(Assert.Single(await ReplayAsync(refused, null)));
        Assert.All(await ReplayAsync(refused, inbox.Folder.WriteBytes("mended.zip", whole)), o => Assert.IsType<Landed>(o));

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
        Assert.False(inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!.IsOpen);
        Assert.Empty(inbox.Claims);
    }

    private async Task<IReadOnlyList<DropOutcome>> ReplayAsync(Quarantined refused, string? mended) => await inbox.NewReplay().RunAsync(
        inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!, mended, "ada", older: false, null, Ct);
}

using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files packed with gzip, zstd or bzip2: complete, damaged, and such that unpack to too much.</summary>
public sealed class PackedFileTests : IDisposable
{
    private readonly InboxFixture inbox = new(
        new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 50}" });

    public static TheoryData<string> Endings => [.. Packed.Endings];

    public void Dispose() => inbox.Dispose();

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Takes_a_packed_file_and_keeps_it_as_it_came(string ending)
    {
        var content = Packed.As(ending, "id,name\n1,Ada\n");

        await inbox.IngestAsync<Landed>("a.csv" + ending, content);

        Assert.Equal(["1|Ada"], inbox.Rows());
        Assert.Equal(content, await File.ReadAllBytesAsync(Kept(".csv" + ending), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Takes_a_packed_Parquet_file(string ending)
    {
        await inbox.IngestAsync<Landed>("a.parquet" + ending, Packed.As(ending, ParquetLandingTests.Parquet(inbox, "select 1::bigint as id, 'Ada' as name")));

        Assert.Equal(["1|Ada"], inbox.Rows());
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Takes_several_packed_pieces_in_one_file(string ending)
    {
        await inbox.IngestAsync<Landed>("a.csv" + ending, [.. Packed.As(ending, "id,name\n1,Ada\n"), .. Packed.As(ending, "2,Bob\n")]);

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Quarantines_a_packed_file_that_is_cut_off_wherever_that_is(string ending)
    {
        // Random names, so that the compressed file has several blocks, and can be cut between them.
        var whole = Packed.As(ending, RandomRows(20_000));
        foreach (var length in new[] { 1, 3, 4, 5, 10, 18, 100, whole.Length / 2, whole.Length - 9, whole.Length - 4, whole.Length - 1 })
        {
            AssertSaysForm(ending, await inbox.IngestAsync<Quarantined>("a.csv" + ending, whole[..length]));
        }

        Assert.Empty(inbox.Parts);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Quarantines_a_packed_file_with_junk_after_its_end(string ending) =>
        AssertSaysForm(ending, await inbox.IngestAsync<Quarantined>("a.csv" + ending, [.. Packed.As(ending, "id,name\n1,Ada\n"), .. "junk"u8]));

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Quarantines_a_file_whose_packing_does_not_match_its_name(string ending) =>
        AssertSaysForm(ending, await inbox.IngestAsync<Quarantined>("a.csv" + ending, "id,name\n1,Ada\n"));

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Quarantines_a_file_that_unpacks_to_far_more_than_it_is(string ending)
    {
        // Bzip2 takes a minute to pack a long run. Packed pieces in a row are one file.
        var piece = Packed.As(ending, new string('1', 7 << 20));
        inbox.DropBytes("a.csv" + ending, [.. Packed.As(ending, "id,name\n"), .. Enumerable.Repeat(piece, 10).SelectMany(p => p)]);

        var outcome = Assert.IsType<Quarantined>(Assert.Single(await inbox.IngestAsync()));

        Assert.Contains("more than 250 times its size", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Quarantines_a_file_that_unpacks_to_more_than_is_allowed(string ending)
    {
        inbox.Options.Unpack.MaxBytes = 1000;

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv" + ending, Packed.As(ending, RandomRows(100)));

        Assert.Contains("unpacks to more than 1,000 bytes", outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task A_small_file_may_have_any_compression_ratio()
    {
        var rows = "id,name\n" + string.Concat(Enumerable.Repeat("1,Ada\n", 1 << 20));

        Assert.Equal(1 << 20, (await inbox.IngestAsync<Landed>("a.csv.zst", Packed.As(".zst", rows))).AcceptedRows);
    }

    private static string RandomRows(int rows)
    {
        var random = new Random(7);
        return "id,name\n" + string.Concat(Enumerable.Range(1, rows).Select(i => $"{i},{random.NextInt64()}\n"));
    }

    private static void AssertSaysForm(string ending, Quarantined outcome)
    {
        var form = ending switch { ".gz" => "gzip", ".zst" => "zstd", _ => "bzip2" };
        Assert.Contains($"is not valid {form}", outcome.Reason, StringComparison.Ordinal);
    }

    private string Kept(string extension) =>
        Assert.Single(Directory.GetFiles(inbox.Lake.Layout.RawFolder(InboxFixture.Orders), "*" + extension, SearchOption.AllDirectories));
}

using System.IO.Compression;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class ParquetFaultTests : IDisposable
{
    private const string Rows = "select i as id, 'name ' || i as name from range(5000) as r(i)";

    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id, TestContract.Name));

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task Takes_a_gzip_file_of_parquet()
    {
        await inbox.IngestAsync<Landed>("a.parquet.gz", Gzip(ParquetLandingTests.Parquet(inbox, Rows)));

        Assert.Equal("5000", inbox.Row("select count(*) from lake"));
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task Quarantines_a_cut_off_gzip_file_of_parquet() =>
        await inbox.IngestAsync<Quarantined>("a.parquet.gz", Gzip(ParquetLandingTests.Parquet(inbox, Rows))[..^9]);

    [Fact]
    public async Task Quarantines_a_file_that_is_cut_off_wherever_that_is()
    {
        var whole = ParquetLandingTests.Parquet(inbox, Rows);
        foreach (var length in new[] { 1, 4, 8, 11, 12, whole.Length / 2, whole.Length - 1 })
        {
            var outcome = await inbox.IngestAsync<Quarantined>("a.parquet", whole[..length]);

            Assert.Contains("not readable as Parquet", outcome.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(-1, inbox.Log().Version);
    }

    [Fact]
    public async Task Quarantines_a_parquet_file_that_is_not_Parquet() =>
        await inbox.IngestAsync<Quarantined>("a.parquet", "id,name\n1,Ada\n2,Bob\n");

    [Fact]
    public async Task A_damaged_byte_never_stops_the_verb()
    {
        var whole = ParquetLandingTests.Parquet(inbox, "select i as id, 'name ' || (i % 7) as name from range(300) as r(i)");
        var footer = whole.Length - 8 - BitConverter.ToInt32(whole, whole.Length - 8);
        var random = new Random(5);
        var data = Enumerable.Range(0, 60).Select(_ => random.Next(footer));
        foreach (var place in data.Concat(Enumerable.Range(footer, whole.Length - footer)))
        {
            var damaged = whole.ToArray();
            // In the footer of this file, a flip of these bits can also make a column's levels fewer than its rows.
            damaged[place] ^= place < footer ? (byte)random.Next(1, 256) : (byte)0b0111_1101;

            inbox.DropBytes("a.parquet", damaged);

            Assert.Single(await inbox.IngestAsync());
            Assert.Empty(inbox.Claims);
        }
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }
}

using System.IO.Compression;
using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files named as CSV that have another format: the refusal names the format and the next step.</summary>
public sealed class OtherContentTests : IDisposable
{
    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id, TestContract.Name));

    public void Dispose() => inbox.Dispose();

    [Theory]
    [InlineData(".gz", "packed with gzip", "add '.gz' to its name")]
    [InlineData(".zst", "packed with zstd", "add '.zst' to its name")]
    [InlineData(".bz2", "packed with bzip2", "add '.bz2' to its name")]
    public async Task Detects_a_packed_file(string ending, string what, string toDo)
    {
        var packed = Packed.As(ending, "id,name\n1,Ada\n");

        Assert.Equal(
            $"The file is not CSV: it is {what}. Expected a table as text: {toDo}, and drop it again.",
            (await inbox.IngestAsync<Quarantined>("a.csv", packed)).Reason);
    }

    [Fact]
    public async Task Detects_a_file_that_was_packed_twice()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(Packed.As(".gz", "id,name\n1,Ada\n"));
        }

        Assert.Equal(
            "The packed content is not CSV: it is packed with gzip. Expected a table as text: pack the CSV file itself, once, and drop it again.",
            (await inbox.IngestAsync<Quarantined>("a.csv.gz", memory.ToArray())).Reason);
    }

    [Fact]
    public async Task Detects_Parquet() =>
        Assert.Contains(
            "it is Parquet. Expected a table as text: rename it to end in '.parquet'",
            (await inbox.IngestAsync<Quarantined>("a.csv", ParquetLandingTests.Parquet(inbox, "select 1::bigint as id, 'Ada' as name"))).Reason,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("a.csv", "a zip archive. Expected a table as text: rename it to end in '.zip'")]
    [InlineData("[Content_Types].xml", "an Office document such as an Excel workbook (.xlsx). Expected a table as text: open it there and save the table as CSV")]
    [InlineData("xl/workbook.xml", "an Office document such as an Excel workbook (.xlsx)")]
    public async Task Detects_zip_archives_and_formats_that_are_zip_archives(string member, string what)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry(member).OpenAsync(TestContext.Current.CancellationToken);
            await entry.WriteAsync("id,name\n1,Ada\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Contains(what, (await inbox.IngestAsync<Quarantined>("a.csv", memory.ToArray())).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "it is an HTML page, perhaps a login or error page")]
    [InlineData("\uFEFF  <HTML>\n", "it is an HTML page")]
    [InlineData("<?xml version=\"1.0\"?>\n<rows/>\n", "it is XML")]
    [InlineData("[\n  {\"id\": 1}\n]\n", "it is JSON")]
    [InlineData("{\"id\": 1, \"name\": \"Ada\"}\n", "it is JSON")]
    [InlineData("%PDF-1.7\n", "it is a PDF document")]
    [InlineData("SQLite format 3\0", "it is an SQLite database")]
    public async Task Detects_other_texts_and_files(string content, string what) =>
        Assert.Contains(what, (await inbox.IngestAsync<Quarantined>("a.csv", content)).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task Detects_UTF16_if_the_contract_has_another_encoding()
    {
        using var other = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{encoding: utf-8}" });

        var outcome = await other.IngestAsync<Quarantined>("a.csv", Encoding.Unicode.GetBytes("id,name\n1,Ada\n"));

        Assert.Equal(
            "The file is in utf-16 without a byte order mark, but the contract says utf-8. Expected a table as text: "
            + "write it in utf-8, or write 'encoding: utf-16' in the contract, and drop it again.",
            outcome.Reason);
    }

    [Fact]
    public async Task A_name_in_brackets_is_no_JSON()
    {
        using var other = new InboxFixture(new TestContract("name: '[id]', logicalType: string"));

        await other.IngestAsync<Landed>("a.csv", "[id]\n{x}\n");
    }
}

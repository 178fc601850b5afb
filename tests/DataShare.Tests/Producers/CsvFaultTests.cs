using System.IO.Compression;
using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files that are truncated, damaged or have another format than their name says.</summary>
public sealed class CsvFaultTests : IDisposable
{
    private readonly InboxFixture inbox = new(
        new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 50}" });

    public void Dispose() => inbox.Dispose();

    [Fact]
    public async Task Takes_a_gzip_file()
    {
        await inbox.IngestAsync<Landed>("a.csv.gz", Gzip("id,name\n1,Ada\n"));

        Assert.Equal(["1|Ada"], inbox.Rows());
    }

    [Fact]
    public async Task Takes_a_gzip_file_of_several_members()
    {
        await inbox.IngestAsync<Landed>("a.csv.gz", [.. Gzip("id,name\n1,Ada\n"), .. Gzip("2,Bob\n")]);

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
    }

    [Fact]
    public async Task Quarantines_a_gzip_file_that_is_cut_off_wherever_that_is()
    {
        // Random names, so that the compressed file has several blocks, and can be cut between them.
        var random = new Random(7);
        var whole = Gzip("id,name\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i},{random.NextInt64()}\n")));
        foreach (var length in new[] { 1, 5, 10, 18, 100, whole.Length / 2, whole.Length - 9, whole.Length - 8, whole.Length - 4, whole.Length - 1 })
        {
            var outcome = await inbox.IngestAsync<Quarantined>("a.csv.gz", whole[..length]);

            Assert.Contains("gzip", outcome.Reason, StringComparison.Ordinal);
        }

        Assert.Empty(inbox.Parts);
    }

    [Fact]
    public async Task Quarantines_a_gzip_file_with_a_broken_byte()
    {
        var content = Gzip("id,name\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i},Ada\n")));
        content[^6] ^= 1;

        Assert.Contains("gzip", (await inbox.IngestAsync<Quarantined>("a.csv.gz", content)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantines_a_gz_file_that_is_not_gzip() =>
        Assert.Contains("gzip", (await inbox.IngestAsync<Quarantined>("a.csv.gz", "id,name\n1,Ada\n")).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.gz")]
    [InlineData("a.parquet")]
    public async Task Quarantines_an_empty_file(string name) =>
        Assert.Equal("The file is empty: it has no header.", (await inbox.IngestAsync<Quarantined>(name, "")).Reason);

    [Fact]
    public async Task Quarantines_a_file_whose_name_does_not_show_its_format() =>
        Assert.Contains("'a.xlsx' does not show the format", (await inbox.IngestAsync<Quarantined>("a.xlsx", "x")).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("2", "fieldCount", "the row has 1 field, but the header has 2")]
    [InlineData("2,Bob,x", "fieldCount", "the row has 3 fields, but the header has 2")]
    [InlineData("2,B\"o\"b", "csv", "the row has a quote inside a field that does not begin with one ('bareQuotes: accept' reads it as text)")]
    [InlineData("2,\"Bob\"x", "csv", "the row has text after a closing quote")]
    public async Task Rejects_a_row_that_is_no_record_of_the_file(string record, string rule, string message)
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", $"id,name\n1,Ada\n{record}\n3,Cy\n");

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal((2, 3, null, rule, message), (violation.Row, violation.Line, violation.Column, violation.Rule, violation.Message));
        Assert.Equal(["1|1", "3|3"], inbox.Rows("select id, _source_row from lake order by id"));
    }

    [Fact]
    public async Task Rejects_a_row_whose_text_is_not_utf8()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", [.. "id,name\n1,A"u8, 0xE4, .. "\n2,Bob\n"u8]);

        var violation = Assert.Single(inbox.Reason(landed.LoadId).Violations);
        Assert.Equal((1, "name", "encoding"), (violation.Row, violation.Column, violation.Rule));
        Assert.Equal(["2|Bob"], inbox.Rows());
    }

    [Fact]
    public async Task Zero_bytes_in_a_text_are_kept()
    {
        await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,a\0b\n");

        Assert.Equal("61 00 62", Convert.ToHexString(Encoding.UTF8.GetBytes((string)DuckDb.Values(
            $"select name from '{inbox.Log().Files[0].FullPath}'")[0][0]!)).Insert(4, " ").Insert(2, " "));
    }

    [Fact]
    public async Task Blank_lines_are_no_rows()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n\n2,Bob\n\n\n");

        Assert.Equal((2, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|1", "2|2"], inbox.Rows("select id, _source_row from lake order by id"));
    }

    [Fact]
    public async Task A_line_of_two_quotes_is_a_row_of_one_empty_field()
    {
        using var narrow = new InboxFixture(new TestContract(TestContract.Name));

        await narrow.IngestAsync<Landed>("a.csv", "name\nAda\n\"\"\nBob\n");

        Assert.Equal(["Ada|1", "null|2", "Bob|3"], narrow.Rows("select name, _source_row from lake order by _source_row"));
    }

    [Fact]
    public async Task The_last_row_needs_no_line_end()
    {
        await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,Ada\n2,Bob");

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
    }

    private static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }
}

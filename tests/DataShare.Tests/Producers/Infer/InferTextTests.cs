using System.Text;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>Encodings that a file's bytes show, and encodings that the user must name.</summary>
public sealed class InferTextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-16be", "utf-16be")]
    public async Task Detects_encodings_from_bytes(string encoding, string expected)
    {
        var inferred = await AcceptedAsync(Encoding.GetEncoding(encoding).GetBytes("id,name\n1,Gödel\n2,Ada\n"));

        Assert.Equal(expected, inferred.Contract.Inbox.Csv.Encoding);
        Assert.Equal(expected != "utf-8", inferred.Remarks.Any(r => r.StartsWith("Every second byte is 0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_byte_order_mark_overrides_the_given_encoding_and_is_reported()
    {
        var inferred = await InferContractTests.InferAsync(
            folder.WriteBytes("a.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("id,name\n1,Gödel\n")]), new InferOptions { Encoding = "windows-1252" });

        Assert.Equal("utf-16", inferred.Contract.Inbox.Csv.Encoding);
        Assert.Contains("The file begins with the byte order mark of utf-16, which overrides --encoding windows-1252.", inferred.Remarks);
    }

    [Fact]
    public async Task A_one_byte_encoding_is_asked_for_and_the_line_is_shown_in_some()
    {
        var refused = await RefusedAsync([.. "id,name\n1,G"u8, 0xF6, .. "del\n2,Ada\n"u8]);

        Assert.Contains("byte 0xF6 in line 2 (byte 11 of the content, from 0)", refused, StringComparison.Ordinal);
        Assert.Contains("'1,Gödel' in windows-1252", refused, StringComparison.Ordinal);
        Assert.Contains("--encoding NAME", refused, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shift_JIS_is_asked_for_and_read_when_given()
    {
        var content = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!.GetBytes("id,name\n1,テスト\n2,日本\n");

        Assert.Contains("'1,テスト' in shift_jis", await RefusedAsync(content), StringComparison.Ordinal);
        var inferred = await InferContractTests.AcceptedAsync(folder, "a.csv", content, new InferOptions { Encoding = "shift_jis" });
        Assert.Equal("shift_jis", inferred.Contract.Inbox.Csv.Encoding);
    }

    [Fact]
    public async Task An_accent_behind_the_first_megabyte_is_asked_for_too()
    {
        var refused = await RefusedAsync(
            [.. Encoding.ASCII.GetBytes("id,name\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i},Ada\n"))), .. "x,"u8, 0xE9, .. "\n"u8]);

        Assert.Contains("byte 0xE9 in line 200002", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_with_one_byte_that_is_not_utf8_stays_utf8_and_the_byte_is_reported()
    {
        var content = Encoding.UTF8.GetBytes("id,name\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"{i},Gödel\n"))).ToList();
        content[^6] = 0xE9;

        var inferred = await InferContractTests.InferAsync(folder.WriteBytes("a.csv", [.. content]));

        Assert.Equal("utf-8", inferred.Contract.Inbox.Csv.Encoding);
        Assert.Contains(inferred.Remarks, r => r.StartsWith("One place of the file is not UTF-8: byte 0xE9 in line 41", StringComparison.Ordinal));
        Assert.Contains(inferred.Remarks, r => r.StartsWith("The gate rejects 1 of the file's 40 rows", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("00 05 16 07 00 02 00 00 4D 61 63 20 4F 53 20 58", "AppleDouble")]
    [InlineData("50 4B 03 04 14 00 06 00", "a zip archive or an Excel workbook")]
    [InlineData("50 41 52 31 15 04 15 10", "Parquet; give it a name that ends in .parquet")]
    [InlineData("61 00 00 62 01 02 03 04 05 06 2C 0A", "control characters, the first is 0x00 at byte 1")]
    [InlineData("00 01 00 00 05 00 62 00 00 2C 07 0A", "control characters")]
    public async Task Bytes_that_are_not_text_are_refused(string bytes, string what)
    {
        var refused = await RefusedAsync(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Contains("The file is not text", refused, StringComparison.Ordinal);
        Assert.Contains(what, refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!doctype html>\n<html></html>\n", "a web page")]
    [InlineData("{\"a\": 1}\n{\"a\": 2}\n", "JSON")]
    public async Task Text_of_another_format_is_refused(string content, string what) =>
        Assert.Contains($"The file is not CSV: it begins like {what}", await RefusedAsync(Encoding.UTF8.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public async Task One_zero_byte_in_a_value_does_not_make_the_file_UTF_16()
    {
        var inferred = await InferContractTests.InferAsync(folder.WriteBytes("a.csv", "id,name\n1,a\0b\n2,c\n"u8.ToArray()));

        Assert.Equal("utf-8", inferred.Contract.Inbox.Csv.Encoding);
        Assert.Equal(["id", "name"], inferred.Contract.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task No_more_is_unpacked_than_the_gate_would()
    {
        using var memory = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.ASCII.GetBytes("id\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}\n"))));
        }

        var file = folder.WriteBytes("a.csv.gz", memory.ToArray());
        var refused = await Assert.ThrowsAsync<ProducerException>(
            async () => await InferContractTests.InferAsync(file, new InferOptions { Unpack = new UnpackOptions { MaxBytes = 10_000 } }));

        Assert.Contains("unpacks to more than 10,000 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(5000, (await InferContractTests.InferAsync(file)).Rows);
    }

    public void Dispose() => folder.Dispose();

    private Task<InferredContract> AcceptedAsync(byte[] content) => InferContractTests.AcceptedAsync(folder, "a.csv", content);

    private async Task<string> RefusedAsync(byte[] content)
    {
        var file = folder.WriteBytes("a.csv", content);
        return (await Assert.ThrowsAsync<ProducerException>(async () => await InferContractTests.InferAsync(file))).Message;
    }
}

using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A row that is broken as CSV is one rejected row, and the good rows around it land.</summary>
public sealed class BrokenRecordTests : IDisposable
{
    private readonly InboxFixture inbox = new(
        new TestContract(TestContract.Id, TestContract.Name, "name: amount, logicalType: number") { OnViolation = "{maxRejectPercent: 99}" });

    public void Dispose() => inbox.Dispose();

    [Theory]
    // Closed by the quote of a later row.
    [InlineData("1,\"open,1\n2,\"Bob\",2\n3,Cy,3\n", "2|Bob,3|Cy", "1,\"open,1")]
    // Never closed.
    [InlineData("1,\"open,1\n2,Bob,2\n3,Cy,3\n", "2|Bob,3|Cy", "1,\"open,1")]
    // Never closed, in the last row.
    [InlineData("2,Bob,2\n3,Cy,3\n1,\"open,1", "2|Bob,3|Cy", "1,\"open,1")]
    // Closed, so that the two lines are one record with too few fields.
    [InlineData("1,\"open,1\n2,Bob,\"2\"\n3,Cy,3\n", "2|Bob,3|Cy", "1,\"open,1")]
    // Two in a row.
    [InlineData("1,\"open,1\n4,\"open,1\n2,Bob,2\n3,Cy,3\n", "2|Bob,3|Cy", "1,\"open,1/4,\"open,1")]
    // Other line ends.
    [InlineData("1,\"open,1\r\n2,\"Bob\",2\r\n3,Cy,3\r\n", "2|Bob,3|Cy", "1,\"open,1")]
    [InlineData("1,\"open,1\r2,\"Bob\",2\r3,Cy,3\r", "2|Bob,3|Cy", "1,\"open,1")]
    // A record of several lines that is broken as a whole.
    [InlineData("2,Bob,2\n1,\"two\nlines\"x,1\n3,Cy,3\n", "2|Bob,3|Cy", "1,\"two\nlines\"x,1")]
    // A good record of several lines after a broken one.
    [InlineData("1,\"open,1\n2,\"B\nob\",2\n3,Cy,3\n", "2|B\nob,3|Cy", "1,\"open,1")]
    public async Task An_open_quote_breaks_only_its_own_line(string rows, string accepted, string rejected)
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name,amount\n" + rows);

        Assert.Equal(accepted.Split(','), inbox.Rows("select id, name from lake order by id"));
        Assert.Equal(rejected.Split('/'), Raw(landed));
        Assert.All(inbox.Reason(landed.LoadId).Violations, v => Assert.Null(v.Column));
    }

    [Fact]
    public async Task Rows_lines_and_bytes_are_counted_correctly_after_broken_records()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name,amount\n1,\"open,1\n2,\"B\nob\",2\nx,Cy,3\n4,Di,4\n");

        Assert.Equal(
            ["1|2|15|1,\"open,1", "3|5|36|x,Cy,3"],
            DuckDb.Lines($"select row, line, byte_offset, raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
        Assert.Equal(["2|2", "4|4"], inbox.Rows("select id, _source_row from lake order by id"));
    }

    [Fact]
    public async Task Many_open_quotes_between_many_good_rows_lose_none_of_them()
    {
        var rows = new StringBuilder("id,name,amount\n");
        for (var i = 1; i <= 30_000; i++)
        {
            rows.Append(i % 10 == 0 ? $"{i},\"open,1\n" : $"{i},\"good, {i}\",1.5\n");
        }

        var landed = await inbox.IngestAsync<Landed>("a.csv", rows.ToString());

        Assert.Equal((27_000, 3_000), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal("27000|27000", inbox.Row("select count(distinct id), count(*) filter (name = 'good, ' || id) from lake"));
    }

    [Fact]
    public async Task A_file_whose_every_line_swallows_the_rest_is_read_to_its_end()
    {
        // Each line leaves a quote open, both on its own and inside a quote.
        var rows = string.Concat(Enumerable.Range(1, 200_000).Select(i => $"z{i}\"z,\"\n"));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,name,amount\n" + rows + "7,Ada,1\n");

        Assert.StartsWith("200,000 of 200,001 rows break a rule", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_with_an_open_quote_is_found_again_in_a_packed_file()
    {
        var landed = await inbox.IngestAsync<Landed>("a.csv.gz", Packed.As(".gz", "id,name,amount\n1,\"open,1\n2,\"Bob\",2\n3,Cy,3\n"));

        Assert.Equal(["2|Bob", "3|Cy"], inbox.Rows("select id, name from lake order by id"));
        Assert.Equal(["1,\"open,1"], Raw(landed));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16be")]
    [InlineData("shift_jis")]
    [InlineData("euc-kr")]
    [InlineData("windows-1252")]
    public async Task Byte_offsets_are_those_of_the_file_in_its_own_encoding(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        var word = name switch { "shift_jis" => "日本語", "euc-kr" => "한국어", _ => "größer" };
        using var other = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = $"{{encoding: {name}}}", OnViolation = "{maxRejectPercent: 99}" });
        var before = $"id,name\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i},{word}\n"));

        var landed = await other.IngestAsync<Landed>("a.csv", encoding.GetBytes(before + $"x,{word}\n0,\"{word}\n7,{word}\n"));

        Assert.Equal(
            [$"20001|{encoding.GetByteCount(before)}|x,{word}", $"20002|{encoding.GetByteCount(before + $"x,{word}\n")}|0,\"{word}"],
            DuckDb.Lines($"select row, byte_offset, raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
        Assert.Equal($"20001|{word}", other.Row("select count(*), min(name) from lake"));
        var mending = encoding.GetString(await File.ReadAllBytesAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), TestContext.Current.CancellationToken));
        Assert.EndsWith($",0,\"{word}\n", mending, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_invalid_in_the_encoding_break_one_row()
    {
        using var other = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{encoding: shift_jis}", OnViolation = "{maxRejectPercent: 99}" });

        var landed = await other.IngestAsync<Landed>("a.csv", [.. "id,name\n1,Ada\n2,"u8, 0x82, 0xFF, .. "\n3,Cy\n"u8]);

        var violation = Assert.Single(other.Reason(landed.LoadId).Violations);
        Assert.Equal((2, 3, "encoding"), (violation.Row, violation.Line, violation.Rule));
        Assert.Equal(["1|Ada", "3|Cy"], other.Rows("select id, name from lake order by id"));
    }

    [Fact]
    public async Task A_line_longer_than_memory_is_one_rejected_row()
    {
        var content = new byte[140 << 20];
        content.AsSpan().Fill((byte)'x');
        "id,name,amount\n1,Ada,1\n"u8.CopyTo(content);
        "\n2,Bob,2\n"u8.CopyTo(content.AsSpan(content.Length - 9));

        var landed = await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(["1|1", "2|3"], inbox.Rows("select id, _source_row from lake order by id"));
        Assert.Contains("longer than 64 MiB", Assert.Single(inbox.Reason(landed.LoadId).Violations).Message, StringComparison.Ordinal);
    }

    private static string[] Raw(Landed landed) =>
        [.. DuckDb.Values($"select raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row").Select(r => (string)r[0]!)];
}

using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>An empty line is a row if it can be a complete row.</summary>
public sealed class BlankLineTests
{
    private const string Number = "name: v, logicalType: integer";
    private const string Text = "name: v, logicalType: string";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "v\n1\n\n3\n", "1|1,null|2,3|3")]
    [InlineData("{}", "v\r\n1\r\n\r\n3", "1|1,null|2,3|3")]
    [InlineData("{}", "v\r1\r\r3\r", "1|1,null|2,3|3")]
    [InlineData("{}", "\n\nv\n\n3\n", "null|1,3|2")]
    [InlineData("{}", "\uFEFFv\n\n3\n\n\n", "null|1,3|2,null|3,null|4")]
    [InlineData("{}", "v\n \n3\n", "3|2")]
    [InlineData("{trim: true}", "v\n \n3\n", "null|1,3|2")]
    [InlineData("{header: false}", "\n3\n", "null|1,3|2")]
    [InlineData("{header: false}", "\n", "null|1")]
    [InlineData("{header: false, quote: none}", "\n3\n", "null|1,3|2")]
    [InlineData("{header: false, escape: \"\\\\\"}", "\n3\n", "null|1,3|2")]
    [InlineData("{header: false, delimiter: '||'}", "\n3\n", "null|1,3|2")]
    [InlineData("{delimiter: '||'}", "v\n\n3\n", "null|1,3|2")]
    [InlineData("{comment: '#'}", "# made\n\n# by\nv\n# night\n\n3\n", "null|1,3|2")]
    [InlineData("{skipLines: 1}", "Report\nv\n\n3\n", "null|1,3|2")]
    [InlineData("{footerLines: 1}", "v\n3\n\nEND\n\n", "3|1,null|2")]
    [InlineData("{encoding: utf-16}", "v\n\n3\n", "null|1,3|2")]
    [InlineData("{blankLines: skip}", "v\n\n3\n\n", "3|1")]
    [InlineData("{widths: [4], trim: true}", "v\n\n3\n", "null|1,3|2")]
    [InlineData("{widths: [4], header: false, trim: true}", "\n   3\n", "null|1,3|2")]
    [InlineData("{widths: [4], header: false, blankLines: skip}", "\n   3\n\n", "3|1")]
    public async Task An_empty_line_of_one_column_is_a_row(string csv, string content, string rows)
    {
        using var inbox = new InboxFixture(new TestContract(Number) { Csv = csv, OnViolation = "{maxRejectPercent: 60}" });
        var encoding = csv.Contains("utf-16", StringComparison.Ordinal) ? Encoding.Unicode : Encoding.UTF8;

        await inbox.IngestAsync<Landed>("a.csv", encoding.GetBytes(content));

        Assert.Equal(rows, string.Join(',', inbox.Rows("select v, _source_row from lake order by _source_row")));
    }

    [Fact]
    public async Task An_empty_line_is_an_empty_text_if_an_empty_field_is_one()
    {
        using var inbox = new InboxFixture(new TestContract(Text) { Csv = "{header: false, nullValues: ['NULL']}" });

        await inbox.IngestAsync<Landed>("a.csv", "a\n\nNULL\n");

        Assert.Equal(["a", "", "null"], inbox.Rows("select v from lake order by _source_row"));
    }

    [Fact]
    public async Task An_empty_line_is_rejected_for_a_required_column_and_later_lines_keep_their_numbers()
    {
        using var inbox = new InboxFixture(new TestContract(Number + ", required: true") { OnViolation = "{maxRejectPercent: 90}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "v\n1\n\n3\nx\n");

        Assert.Equal(
            ["2|3|4|required|", "4|5|7|type|x"],
            DuckDb.Lines($"select row, line, byte_offset, rule, raw from '{landed.QuarantineFolder}/rejected-rows.parquet' order by row"));
        Assert.Equal(["1|1", "3|3"], inbox.Rows("select v, _source_row from lake order by _source_row"));
    }

    [Fact]
    public async Task An_empty_line_of_a_packed_file_is_a_row_too()
    {
        using var inbox = new InboxFixture(new TestContract(Number));

        await inbox.IngestAsync<Landed>("a.csv.gz", Packed.As(".gz", "v\n1\n\n3\n"));

        Assert.Equal(["1", "null", "3"], inbox.Rows("select v from lake order by _source_row"));
    }

    /// <summary>A line may lack blanks at its end only if the contract allows it.</summary>
    [Fact]
    public async Task An_empty_line_of_a_fixed_width_file_has_the_wrong_width()
    {
        using var inbox = new InboxFixture(new TestContract(Number, TestContract.Name) { Csv = "{widths: [2, 3], header: false}", OnViolation = "{maxRejectPercent: 60}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "1 Ada\n\n");

        Assert.Equal(
            "the line has 0 characters, but the columns take 5 ('blankLines: skip' skips empty lines)",
            Assert.Single(inbox.Reason(landed.LoadId).Violations).Message);
    }

    [Fact]
    public async Task With_several_columns_an_empty_line_is_a_row_if_the_contract_says_so()
    {
        using var inbox = new InboxFixture(new TestContract(Number, TestContract.Name) { Csv = "{blankLines: record}", OnViolation = "{maxRejectPercent: 60}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "v,name\n1,Ada\n\n3,Cy\n");

        Assert.Equal("the row has 1 field, but the header has 2", Assert.Single(inbox.Reason(landed.LoadId).Violations).Message);
        Assert.Equal(["1|1", "3|3"], inbox.Rows("select v, _source_row from lake order by _source_row"));
    }

    [Theory]
    [InlineData("v\n\"open\n\nb\n", "null|2,b|3")]
    [InlineData("v\na\n\"open\n\n", "a|1,null|3")]
    [InlineData("v\n\"two\n\nlines\"\n\nb\n", "two\n\nlines|1,null|2,b|3")]
    public async Task An_empty_line_after_an_open_quote_is_a_row_too(string content, string rows)
    {
        using var inbox = new InboxFixture(new TestContract(Text) { OnViolation = "{maxRejectPercent: 60}" });

        await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(rows, string.Join(',', inbox.Rows("select v, _source_row from lake order by _source_row")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{widths: [2], trim: true}")]
    public async Task Rejected_empty_lines_are_replayed_as_they_were(string csv)
    {
        using var inbox = new InboxFixture(new TestContract(Number + ", required: true") { Csv = csv, OnViolation = "{maxRejectPercent: 90}" });
        var old = (await inbox.IngestAsync<Landed>("a.csv", "v\n1\n\n3\n\n")).LoadId;
        inbox.Mend(new TestContract(Number) { Version = "1.1.0", Csv = csv });

        await ReplayAsync(inbox, old, null);

        Assert.Equal(["1|1", "null|2", "3|3", "null|4"], inbox.Rows("select v, _source_row from lake order by _source_row"));
    }

    [Fact]
    public async Task A_file_of_one_column_has_the_same_rows_if_the_contract_has_another_column()
    {
        using var inbox = new InboxFixture(new TestContract(Number));
        await inbox.IngestAsync<Landed>("a.csv", "v\n1\n\n3\n");
        inbox.Mend(new TestContract(Number, "name: w, logicalType: string") { Version = "1.1.0" });

        await inbox.IngestAsync<Landed>("b.csv", "v\n4\n\n6\n\n");

        Assert.Equal(["1|1", "4|1", "null|2", "null|2", "3|3", "6|3", "null|4"], inbox.Rows("select v, _source_row from lake order by _source_row, v nulls last"));
    }

    [Fact]
    public async Task Rejected_empty_lines_can_be_corrected_even_if_the_contract_now_skips_them()
    {
        using var inbox = new InboxFixture(new TestContract(Number + ", required: true") { OnViolation = "{maxRejectPercent: 90}" });
        var landed = await inbox.IngestAsync<Landed>("a.csv", "v\n1\n\n3\n\n");
        inbox.Mend(new TestContract(Number) { Version = "1.1.0", Csv = "{blankLines: skip}" });
        var rows = await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct);
        // The last row gets a value, and somebody left an empty line between the two.
        var mended = inbox.Folder.Write("mended.csv", rows.TrimEnd('\n').Replace("\n4,", "\n\n4,", StringComparison.Ordinal) + "7\n");

        await ReplayAsync(inbox, landed.LoadId, mended);

        Assert.Equal(["1|1", "null|2", "3|3", "7|4"], inbox.Rows("select v, _source_row from lake order by _source_row"));
    }

    [Theory]
    [InlineData("{quotedNulls: false}", "|,null|,null|null,x|null")]
    [InlineData("{}", "null|null,null|null,null|null,x|null")]
    [InlineData("{quotedNulls: false, nullValues: ['', 'NULL'], trim: true}", "|,null|NULL,null|null,x|null")]
    public async Task Quotes_distinguish_an_empty_text_from_null_if_the_contract_says_so(string csv, string rows)
    {
        using var inbox = new InboxFixture(new TestContract(Text, "name: w, logicalType: string", "name: n, logicalType: integer") { Csv = csv });
        var (second, blank) = csv.Contains("NULL", StringComparison.Ordinal) ? (" \"NULL\"", "NULL") : ("\"\"", "");

        await inbox.IngestAsync<Landed>("a.csv", $"v,w,n\n\"\",\"\",1\n{blank},{second},\"\"\n{blank},,\nx,,\n");

        Assert.Equal(rows, string.Join(',', inbox.Rows("select v, w from lake order by _source_row")));
    }

    private static async Task ReplayAsync(InboxFixture inbox, DataShare.Lake.LoadId load, string? mended)
    {
        var entry = Assert.Single(inbox.Lake.Quarantine.List(), e => e.LoadId == load);
        Assert.IsType<Landed>(Assert.Single(await inbox.NewReplay().RunAsync(entry, mended, "ada", older: false, null, Ct)));
    }
}

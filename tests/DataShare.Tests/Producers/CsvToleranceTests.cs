using DataShare.Producers;
using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Blanks around names, quotes inside fields, and the Ctrl-Z of old programs.</summary>
public sealed class CsvToleranceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "id, name\n1, Ada\n 2 ,\tBob\t\n", "1|Ada,2|Bob")]
    [InlineData("{}", "id , \"name\"\n1, \"Ada\"\n2, \" Bob\"\n", "1|Ada,2| Bob")]
    [InlineData("{}", "id; name\n1; Ada\n2; Bob\n", "1|Ada,2|Bob")]
    [InlineData("{}", "sep=;\nid; name\n1; Ada\n2; Bob\n", "1|Ada,2|Bob")]
    [InlineData("{escape: \"\\\\\"}", "id, name\n1, \"A\\\"a\"\n2,\t\"B\"\n", "1|A\"a,2|B")]
    [InlineData("{delimiter: ','}", " id, name\n1, Ada\n2,\n", "1|Ada,2|null")]
    [InlineData("{}", "id,name\n1, Ada\n2,Bob \n", "1| Ada,2|Bob ")]
    [InlineData("{trim: true}", "id,name\n1, Ada\n2,Bob \n", "1|Ada,2|Bob")]
    [InlineData("{header: false}", "1, Ada\n2,Bob\n", "1| Ada,2|Bob")]
    public async Task Blanks_around_names_are_removed_and_then_also_around_values(string csv, string content, string rows)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv });

        await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(rows, string.Join(',', inbox.Rows("select id, name from lake order by id")));
    }

    [Theory]
    [InlineData("{unknownColumn: ignore}")]
    [InlineData("{unknownColumn: rescue}")]
    public async Task A_column_with_blanks_around_its_name_is_known(string onViolation)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = onViolation });

        await inbox.IngestAsync<Landed>("a.csv", "id, name, other\n1, Ada, x\n");

        Assert.Equal(["1|Ada"], inbox.Rows("select id, name from lake"));
    }

    [Fact]
    public async Task Blanks_around_names_are_part_of_them_when_the_contract_says_so()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{trim: false}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id, name\n1, Ada\n");

        Assert.Contains("not in the contract ' name'", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_rows_of_a_file_with_blanks_are_replayed_without_them()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 60}" });
        var landed = await inbox.IngestAsync<Landed>("a.csv", "id, name\n1, Ada\nx, Bob\n");
        var rows = await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct);
        var mended = inbox.Folder.Write("mended.csv", rows.Replace("x, Bob", " 2, Bob", StringComparison.Ordinal));

        var entry = Assert.Single(inbox.Lake.Quarantine.List(), e => e.LoadId == landed.LoadId);
        Assert.IsType<Landed>(Assert.Single(await inbox.NewReplay().RunAsync(entry, mended, "ada", older: false, null, Ct)));

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows("select id, name from lake order by id"));
    }

    [Theory]
    [InlineData("{bareQuotes: accept}", "1,5\" pipe\n2,a \"b\"\n", "1|5\" pipe,2|a \"b\"")]
    [InlineData("{bareQuotes: accept, quote: \"'\"}", "1,Men's\n2,'Ada''s'\n", "1|Men's,2|Ada's")]
    [InlineData("{bareQuotes: accept, delimiter: '||'}", "1||5\" pipe\n2||\"a||b\"\n", "1|5\" pipe,2|a||b")]
    [InlineData("{bareQuotes: accept, escape: \"\\\\\"}", "1,5\" pipe\n2,\"a\\\"b\"\n", "1|5\" pipe,2|a\"b")]
    [InlineData("{bareQuotes: accept, trim: true}", "1, 5\" pipe \n2, \"b\" \n", "1|5\" pipe,2|b")]
    [InlineData("{bareQuotes: accept, trim: false}", "1, \"b\"\n2,c\n", "1| \"b\",2|c")]
    public async Task Quotes_inside_fields_are_text_when_the_contract_says_so(string csv, string rows, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv });
        var header = csv.Contains("||", StringComparison.Ordinal) ? "id||name\n" : "id,name\n";

        await inbox.IngestAsync<Landed>("a.csv", header + rows);

        Assert.Equal(expected, string.Join(',', inbox.Rows("select id, name from lake order by id")));
    }

    [Theory]
    [InlineData("a\"b,\"c\"d,1", "text after a closing quote")]
    [InlineData("\"c\"d,a\"b,1", "text after a closing quote")]
    [InlineData("a\"b,\"c,1", "has an unclosed quote")]
    [InlineData("a\"b,c", "has 2 fields")]
    [InlineData("a\"b,c,1,2", "has 4 fields")]
    public async Task A_row_with_such_quotes_and_another_fault_is_still_rejected(string row, string fault)
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Name, "name: other, logicalType: string", TestContract.Id) { Csv = "{bareQuotes: accept}", OnViolation = "{maxRejectPercent: 60}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"name,other,id\n{row}\nx\"y,z,2\n\"q\"\"\",z,3\n");

        Assert.Contains(fault, Assert.Single(inbox.Reason(landed.LoadId).Violations).Message, StringComparison.Ordinal);
        Assert.Equal(["2|x\"y", "3|q\""], inbox.Rows("select id, name from lake order by id"));
    }

    [Theory]
    [InlineData("{}", "a.csv")]
    [InlineData("{}", "a.csv.gz")]
    [InlineData("{encoding: windows-1252}", "a.csv")]
    [InlineData("{footerLines: 1}", "a.csv")]
    public async Task One_ctrl_z_at_the_very_end_is_the_end_of_the_file(string csv, string name)
    {
        foreach (var content in new[] { "id,name\r\n1,Ada\r\n2,Bob\r\n", "id,name\r\n1,Ada\r\n2,Bob" })
        {
            using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv });
            var whole = content + (csv.Contains("footer", StringComparison.Ordinal) ? "\r\nEND\r\n\x1A" : "\x1A");

            var landed = await inbox.IngestAsync<Landed>(name, name.EndsWith(".gz", StringComparison.Ordinal) ? Packed.As(".gz", whole) : System.Text.Encoding.ASCII.GetBytes(whole));

            Assert.Equal((2, 0), (landed.AcceptedRows, landed.RejectedRows));
            Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows("select id, name from lake order by id"));
        }
    }

    [Fact]
    public void A_file_that_is_read_in_place_also_ends_there()
    {
        using var records = new CsvRecords(new MemoryStream("id,name\n1,Ada\x1A"u8.ToArray()), new CsvDialect(), fields: null);

        Assert.True(records.Read());
        Assert.Equal("Ada", System.Text.Encoding.UTF8.GetString(records.Field(1)));
        Assert.False(records.Read());
    }

    [Fact]
    public async Task Elsewhere_ctrl_z_is_text()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { OnViolation = "{maxRejectPercent: 60}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,A\x1A\n\x1A\x1A");

        Assert.Equal(
            "the row has 1 field, but the header has 2 (it begins with Ctrl-Z, which ends a file only as its very last byte)",
            Assert.Single(inbox.Reason(landed.LoadId).Violations).Message);
        Assert.Equal(["1|3"], inbox.Rows("select id, strlen(name) + 1 from lake"));
    }
}

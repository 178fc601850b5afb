using System.Text;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>The dialects in which systems write tables as text.</summary>
public sealed class CsvFormTests
{
    private const string Flag = "name: flag, logicalType: boolean";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{delimiter: '||'}", "id||name\n1||A|a\n2||\"B||b\"\n", "1|A|a,2|B||b")]
    [InlineData("{delimiter: '§'}", "id§name\n1§Ada\n2§\"B§b\"\n", "1|Ada,2|B§b")]
    [InlineData("{delimiter: \"~|~\"}", "id~|~name\n1~|~Ada\n2~|~\"B\"\"b\"\n", "1|Ada,2|B\"b")]
    [InlineData("{quote: \"'\"}", "id,name\n1,'A,a'\n2,'B''b'\n", "1|A,a,2|B'b")]
    [InlineData("{quote: none}", "id,name\n1,\"Ada\n2,B\"b\n", "1|\"Ada,2|B\"b")]
    [InlineData("{quote: none, escape: \"\\\\\"}", "id,name\n1,A\\,a\n2,B\\\\b\n", "1|A,a,2|B\\b")]
    [InlineData("{escape: \"\\\\\"}", "id,name\n1,\"A\\\"a\"\n2,\"B\\\\\"\n", "1|A\"a,2|B\\")]
    [InlineData("{escape: \"\\\\\"}", "id,name\n1,\"A\"\"a, \\\"x\\\"\"\n2,\"\\\\\\\"\"\n", "1|A\"a, \"x\",2|\\\"")]
    [InlineData("{escape: \"\\\\\", nullValues: [\"\\\\N\"]}", "id,name\n1,\\N\n2,\"B\"\n", "1|null,2|B")]
    [InlineData("{comment: '#'}", "# made at night\nid,name\n#1,x\n1,Ada\n2,Bob\n", "1|Ada,2|Bob")]
    [InlineData("{skipLines: 2}", "Report\r\n\"of\r\nid,name\r\n1,Ada\r\n2,Bob\r\n", "1|Ada,2|Bob")]
    [InlineData("{skipLines: 1, header: false}", "Report\n1,Ada\n2,Bob\n", "1|Ada,2|Bob")]
    [InlineData("{footerLines: 1}", "id,name\n1,Ada\n2,Bob\nTRAILER 2\n", "1|Ada,2|Bob")]
    [InlineData("{footerLines: 2}", "id,name\n1,Ada\n2,Bob\nTRAILER\n2\r\n\r\n\n", "1|Ada,2|Bob")]
    [InlineData("{header: false}", "1,Ada\r2,Bob\r", "1|Ada,2|Bob")]
    [InlineData("{trim: true}", "id , name\n 1 ,  Ada \n\t2, \" Bob\"\n", "1|Ada,2| Bob")]
    [InlineData("{widths: [4, 6], header: false}", "1   Ada   \n2   Bob   \n", "1|Ada,2|Bob")]
    [InlineData("{widths: [4, 6], header: false, trim: true}", "1   Ada\n2   Bob   \n", "1|Ada,2|Bob")]
    [InlineData("{widths: [4, 6]}", "id  name  \n1   Größe \n2   日本    \n", "1|Größe,2|日本")]
    [InlineData("{widths: [2, 3], header: false, footerLines: 1, skipLines: 1}", "HEADR\n1 Ada\n2 Bob\n00002\n", "1|Ada,2|Bob")]
    public async Task Reads_what_the_contract_says(string csv, string content, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv });

        var landed = await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal((2, 0), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(expected, string.Join(',', inbox.Rows("select id, name from lake order by id")));
    }

    [Theory]
    [InlineData("IBM037")]
    [InlineData("IBM500")]
    [InlineData("IBM273")]
    public async Task Reads_columns_of_fixed_width_as_mainframes_write_them(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = $"{{widths: [3, 5], header: false, encoding: {name}}}" });

        await inbox.IngestAsync<Landed>("a.csv", Encoding.GetEncoding(name).GetBytes("001Ada  \u0085002Bob  \u0085"));

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows("select id, name from lake order by id"));
    }

    [Theory]
    [InlineData("shift_jis", "日本語")]
    [InlineData("euc-kr", "한국어")]
    [InlineData("gb18030", "汉字")]
    [InlineData("big5", "漢字")]
    [InlineData("windows-1251", "Привет")]
    [InlineData("koi8-r", "Привет")]
    [InlineData("ibm850", "größer")]
    [InlineData("utf-32", "größer")]
    public async Task Reads_code_pages(string name, string word)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = $"{{encoding: {name}}}" });

        await inbox.IngestAsync<Landed>("a.csv", Encoding.GetEncoding(name).GetBytes($"id,name\n1,{word}\n"));

        Assert.Equal([$"1|{word}"], inbox.Rows("select id, name from lake"));
    }

    [Theory]
    [InlineData("{thousands: '.', decimal: ',', delimiter: ';'}", "1.234.567,89", "1234567.89")]
    [InlineData("{thousands: ',', delimiter: ';'}", "-1,234.5", "-1234.50")]
    [InlineData("{thousands: ',', delimiter: ';'}", "12,34,567", "1234567.00")]
    [InlineData("{thousands: \"\\u202F\", decimal: ',', delimiter: ';'}", "1\u202F234,5", "1234.50")]
    [InlineData("{thousands: \"'\", delimiter: ';'}", "1'234.50", "1234.50")]
    [InlineData("{thousands: \"'\", delimiter: ';'}", "999.50", "999.50")]
    public async Task Reads_groups_of_digits(string csv, string text, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Amount) { Csv = csv });

        await inbox.IngestAsync<Landed>("a.csv", $"amount\n{text}\n");

        Assert.Equal(expected, inbox.Row("select amount from lake"));
    }

    [Theory]
    [InlineData("12.5")]
    [InlineData("1.2345")]
    [InlineData("1..234")]
    [InlineData(".123")]
    [InlineData("1234.567")]
    public async Task What_is_no_group_of_three_digits_is_no_number(string text)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Amount) { Csv = "{thousands: '.', decimal: ',', delimiter: ';'}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", $"amount\n{text}\n");

        Assert.Contains($"'{text}' is not decimal(18,2)", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_words_of_the_contract_for_true_false_and_null()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, Flag) { Csv = "{trueValues: [ja, x], falseValues: [nein], nullValues: ['-', 'n/a']}" });

        await inbox.IngestAsync<Landed>("a.csv", "id,flag\n1,JA\n2,nein\n3,-\n4,n/a\n5,x\n");

        Assert.Equal(["1|true", "2|false", "3|null", "4|null", "5|true"], inbox.Rows("select id, flag from lake order by id"));
    }

    [Theory]
    [InlineData("id;name\n1;Ada\n2;B,b\n")]
    [InlineData("id\tname\n1\tAda\n2\tB,b\n")]
    [InlineData("id|name\n1|Ada\n2|B,b\n")]
    [InlineData("sep=;\nid;name\n1;Ada\n2;B,b\n")]
    [InlineData("'id','name'\n1,'Ada'\n2,'B,b'\n")]
    public async Task Detects_settings_that_the_contract_leaves_open(string content)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(["1|Ada", "2|B,b"], inbox.Rows("select id, name from lake order by id"));
    }

    [Fact]
    public async Task Finds_utf16_without_a_mark()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", Encoding.BigEndianUnicode.GetBytes("id;name\n1;Ada\n"));

        Assert.Equal(["1|Ada"], inbox.Rows("select id, name from lake"));
    }

    [Fact]
    public async Task Does_not_detect_settings_that_the_contract_has()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{delimiter: ','}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id;name\n1;Ada\n");

        Assert.Contains("'id;name'", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_the_wrong_column_and_not_the_delimiter()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id;nam\n1;Ada\n");

        Assert.Contains("not in the contract 'nam' (near 'name')", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1   Ada    x\n", "the line has 12 characters, but the columns take 10")]
    [InlineData("1   Ada\n", "the line has 7 characters, but the columns take 10")]
    public async Task A_line_of_another_width_is_a_rejected_row(string line, string message)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{widths: [4, 6], header: false}", OnViolation = "{maxRejectPercent: 50}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"2   Bob   \n{line}");

        Assert.Equal(message, Assert.Single(inbox.Reason(landed.LoadId).Violations).Message);
    }

    [Fact]
    public async Task Columns_of_one_character_with_names_have_rejected_rows()
    {
        using var inbox = new InboxFixture(new TestContract("name: a, logicalType: integer, required: true", "name: b, logicalType: string")
        {
            Csv = "{widths: [1, 1]}",
            OnViolation = "{maxRejectPercent: 50}",
        });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "ab\nxy\n1z\n");

        Assert.Equal((1, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal(["1|z"], inbox.Rows());
    }

    [Theory]
    [InlineData("{delimiter: ';', encoding: windows-1252}", "id;name\r\nx;Größe\r\n", "_row;_line;_reason;id;name\r\n1;2;column 'id': 'x' is not i64;x;Größe\r\n")]
    [InlineData("{delimiter: '||', quote: none}", "id||name\nx||A\"a\n", "_row||_line||_reason||id||name\n1||2||column 'id': 'x' is not i64||x||A\"a\n")]
    [InlineData("{delimiter: ' is ', quote: none}", "id is name\nx is Ada\n", "_row is _line is _reason is id is name\n1 is 2 is column 'id': 'x' not i64 is x is Ada\n")]
    [InlineData("{encoding: utf-16}", "id,name\nx,日本\n", "_row,_line,_reason,id,name\n1,2,column 'id': 'x' is not i64,x,日本\n")]
    [InlineData("{encoding: utf-16}", "\uFEFFid,name\nx,日本\n", "\uFEFF_row,_line,_reason,id,name\n1,2,column 'id': 'x' is not i64,x,日本\n")]
    [InlineData("{}", "\uFEFFid,name\nx,日本\n", "\uFEFF_row,_line,_reason,id,name\n1,2,column 'id': 'x' is not i64,x,日本\n")]
    [InlineData("{widths: [2, 4]}", "idname\nx Ada \n", "_row        _line       _reason                                                                                                                 idname\n1           2           column 'id': 'x' is not i64                                                                                             x Ada \n")]
    [InlineData("{escape: \"\\\\\"}", "id,name\nx,\"A\\\"a\"\n", "_row,_line,_reason,id,name\n1,2,column 'id': 'x' is not i64,x,\"A\\\"a\"\n")]
    public async Task Rejected_rows_are_written_in_the_dialect_of_the_file(string csv, string content, string expected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = csv, OnViolation = "{maxRejectPercent: 100}" });
        var encoding = csv.Contains("1252", StringComparison.Ordinal) ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!
            : csv.Contains("utf-16", StringComparison.Ordinal) ? Encoding.Unicode
            : Encoding.UTF8;

        var landed = await inbox.IngestAsync<Landed>("a.csv", encoding.GetBytes(content));

        Assert.Equal(expected, encoding.GetString(await File.ReadAllBytesAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct)));
    }
}

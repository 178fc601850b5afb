using System.Text;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>The layout of a CSV file: delimiter, quotes, comments, titles, header, footer.</summary>
public sealed class InferLayoutTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_ragged_file_has_the_delimiter_that_is_in_it()
    {
        var inferred = await InferAsync("i,j\n7\n1,2,3\n");

        Assert.Equal(",", inferred.Contract.Inbox.Csv.Delimiter);
        Assert.Equal(["i", "j"], inferred.Contract.Columns.Select(c => c.Name));
        Assert.Contains(inferred.Remarks, r => r.StartsWith("The gate rejects 2 of the file's 2 rows", StringComparison.Ordinal));
        Assert.Contains(inferred.Remarks, r => r.StartsWith("That is more than 10 % of the rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_one_column_names_no_delimiter()
    {
        var inferred = await AcceptedAsync("id\n1\n2\n");

        Assert.DoesNotContain("delimiter", inferred.Yaml, StringComparison.Ordinal);
        Assert.True(inferred.Contract.Inbox.Csv.Open.HasFlag(DialectParts.Delimiter));
    }

    [Theory]
    [InlineData("seen\n2026-01-31T10:00:00Z\n2026-01-31T10:00:00+01:00\n")]
    [InlineData("2026-01-31 10:00:00\n2026-01-31 11:00:00\n")]
    [InlineData("name\n\"Lovelace, Ada\"\n\"Babbage, Charles\"\nBob\n")]
    [InlineData("note\nAda: good\nBob: better\n")]
    public async Task Characters_inside_the_values_of_one_column_are_no_delimiter(string content) =>
        Assert.Single((await AcceptedAsync(content)).Contract.Columns);

    [Theory]
    [InlineData("id:name\n1:a\n2:b\n", ":", 0)]
    [InlineData("sep=;\nid;name\n1;a,b\n2;b\n", ";", 1)]
    [InlineData("id||name||amount\n1||a,b||1.50\n2||||2.50\n", "||", 0)]
    [InlineData("id|name|amount\n1||1.50\n2|b|2.50\n", "|", 0)]
    public async Task Delimiters_are_those_that_the_gate_tries(string content, string delimiter, int skipped)
    {
        var csv = (await AcceptedAsync(content)).Contract.Inbox.Csv;

        Assert.Equal((delimiter, skipped), (csv.Delimiter, csv.SkipLines));
    }

    [Theory]
    [InlineData("id    name      amount\n1     anna        1.50\n2     bert       22.50\n3                 3.75\n", "[6, 10, 6]")]
    [InlineData("id name\n 1 a\n12 bcd  e\n", null)]
    [InlineData("note\nHello  world\nA sentence of words\nAnother one  here\n", null)]
    public async Task Columns_that_blanks_separate_are_reported_with_their_widths(string content, string? widths)
    {
        var inferred = await InferAsync(content);

        Assert.Equal(
            widths is null ? [] : [$"The lines look like 3 columns separated by blanks. If so, write widths: {widths} and trim: true in csv, and a column for each."],
            inferred.Remarks.Where(r => r.Contains("separated by blanks", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lines_of_comments_are_no_rows()
    {
        var inferred = await AcceptedAsync("# made at noon\nid,name\n1,a\n# half\n2,b\n");

        Assert.Equal('#', inferred.Contract.Inbox.Csv.Comment);
        Assert.Equal(2, inferred.Rows);
    }

    [Theory]
    [InlineData("#id,name\n1,a\n2,b\n", "#id", 2)]
    [InlineData("id,n\n#1,1\n#2,2\n", "id", 2)]
    [InlineData("##made=noon\n#id,name\n1,a\n2,b\n", "#id", 2)]
    public async Task A_name_or_value_may_begin_like_a_comment(string content, string name, long rows)
    {
        var inferred = await AcceptedAsync(content);

        Assert.Equal((null, rows, name), (inferred.Contract.Inbox.Csv.Comment, inferred.Rows, inferred.Contract.Columns[0].Name));
    }

    [Fact]
    public async Task Quotes_inside_values_are_text_where_no_value_is_quoted()
    {
        var inferred = await AcceptedAsync("size,part\n5\" pipe,1\n6\" pipe,2\n7,3\n");

        Assert.Null(inferred.Contract.Inbox.Csv.Quote);
        Assert.Contains(inferred.Remarks, r => r.StartsWith("Quotes are ordinary text (quote: none): as quotes around values, that of line 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id,t\n1,'a, b'\n2,'x'\n3,y\n", '\'', null)]
    [InlineData("id,t\n1,\"a \\\"b\\\" c, d\"\n2,\"x\"\n3,y\n", '"', '\\')]
    public async Task Finds_other_quotes_and_escapes(string content, char quote, char? escape)
    {
        var csv = (await AcceptedAsync(content)).Contract.Inbox.Csv;

        Assert.Equal((quote, escape), (csv.Quote, csv.Escape));
    }

    [Fact]
    public async Task An_open_quote_among_quoted_values_breaks_its_line_and_is_reported()
    {
        var rows = string.Concat(Enumerable.Range(1, 50).Select(i => i == 20 ? "20,\"open, x\n" : $"{i},\"a, {i}\"\n"));
        var inferred = await InferAsync("id,name\n" + rows);

        Assert.Equal(49, inferred.Rows);
        Assert.Contains(inferred.Remarks, r => r.Contains("First: line 21, the row has an unclosed quote", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_open_quote_that_a_later_one_closes_is_reported()
    {
        var inferred = await InferAsync("a,b\n1,\"x\n2,y\n3,z\"\n4,w\n");

        Assert.Contains(inferred.Remarks, r => r.StartsWith("'b' in line 2 holds 2 lines that look like rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Titles_at_the_beginning_and_a_sum_at_the_end_are_no_rows()
    {
        var inferred = await AcceptedAsync("Sales of January\nin euros\n\nid;amount\n1;2,50\n2;3,00\n3;4,25\nTotal;9,75\n");

        var csv = inferred.Contract.Inbox.Csv;
        Assert.Equal((3, 1, true, 3L), (csv.SkipLines, csv.FooterLines, csv.Header, inferred.Rows));
        Assert.Equal("i32", inferred.Contract.Columns[0].Type.ToString());
        Assert.Contains(inferred.Remarks, r => r.StartsWith("Lines 1 to 3 are skipped ('Sales of January')", StringComparison.Ordinal));
        Assert.Contains("The last line is a footer, not rows (footerLines).", inferred.Remarks);
    }

    [Fact]
    public async Task Titles_that_a_spreadsheet_padded_with_delimiters_are_skipped()
    {
        var inferred = await AcceptedAsync("Sales of January,,\n,,\nid,name,amount\n1,Ada,2.5\n2,Bob,3.5\n");

        Assert.Equal((2, "id,name,amount"), (inferred.Contract.Inbox.Csv.SkipLines, string.Join(',', inferred.Contract.Columns.Select(c => c.Name))));
        Assert.Equal(0, (await AcceptedAsync(",v\nx,1\ny,2\n")).Contract.Inbox.Csv.SkipLines);
    }

    [Fact]
    public async Task A_line_after_the_last_row_is_a_footer_and_a_truncated_row_is_not()
    {
        Assert.Equal(1, (await AcceptedAsync("id,v\n1,2\n2,3\n\n2 rows selected.\n")).Contract.Inbox.Csv.FooterLines);
        Assert.Equal(0, (await InferAsync("id,name,v\n1,Ada,2\n2,Bob,3\n3,Ci")).Contract.Inbox.Csv.FooterLines);
    }

    [Fact]
    public async Task Counts_before_the_rows_are_skipped()
    {
        var inferred = await AcceptedAsync("4,3,red,green\n5.1,3.5,1.4,0.2,0\n4.9,3.0,1.4,0.2,0\n6.2,3.4,5.4,2.3,1\n");

        var csv = inferred.Contract.Inbox.Csv;
        Assert.Equal((1, false, 3L, 5), (csv.SkipLines, csv.Header, inferred.Rows, inferred.Contract.Columns.Count));
    }

    [Theory]
    [InlineData("Country,Code,1990,1991\nMu,MUU,2.41,2.40\nLemuria,LEM,,3.01\n", "Country,Code,1990,1991", "are consecutive or are years")]
    [InlineData("\"\",\"0\",\"1\"\n\"71\",0,3\n\"70\",1,5\n", "column_1,0,1", null)]
    [InlineData("id,2020\n1,1.5\n2,2.5\n", "id,2020", null)]
    [InlineData("name,city\nAda,Oslo\nBob,Rome\n", "name,city", "all columns are text")]
    [InlineData("name,city\nAda,Oslo\nname,city\nBob,Rome\n", "name,city", "it occurs again below")]
    public async Task A_header_is_distinguished_from_a_row(string content, string names, string? doubt)
    {
        var inferred = await AcceptedAsync(content);

        Assert.True(inferred.Contract.Inbox.Csv.Header);
        Assert.Equal(names, string.Join(',', inferred.Contract.Columns.Select(c => c.Name)));
        Assert.Equal(doubt is null ? 0 : 1, inferred.Remarks.Count(r => r.Contains("is read as the header, but", StringComparison.Ordinal) && r.Contains(doubt!, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Ada,Oslo\nBob,Rome\nCid,Oslo\n", "its text 'Oslo' occurs again below")]
    [InlineData("1,Ada,unknown\n2,Bob,5\n3,Cid,6\n", "one of its fields is not of the type")]
    [InlineData("1,Ada\n2,Bob\n", "The file has no header")]
    [InlineData("Ada,1990,1991\nBob,1985,1990\n", "The file has no header")]
    public async Task A_row_is_distinguished_from_a_header(string content, string note)
    {
        var inferred = await AcceptedAsync(content);

        Assert.False(inferred.Contract.Inbox.Csv.Header);
        Assert.Contains(inferred.Remarks, r => r.Contains(note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a,a,\n1,2,3\n4,5,6\n", "a,a_2,column_3")]
    [InlineData("a|b\n1|2|\n4|5|\n", "a,b,column_3")]
    [InlineData("\"mpg\",\"cyl\"\n\"Mazda\",21.5,6\n\"Datsun\",22.8,4\n", "column_1,mpg,cyl")]
    public async Task Names_of_an_unusable_header_are_kept(string content, string names)
    {
        var inferred = await AcceptedAsync(content);

        Assert.Equal((1, false), (inferred.Contract.Inbox.Csv.SkipLines, inferred.Contract.Inbox.Csv.Header));
        Assert.Equal(names, string.Join(',', inferred.Contract.Columns.Select(c => c.Name)));
    }

    [Fact]
    public async Task Blanks_around_values_are_removed_if_values_cannot_be_read_with_them()
    {
        Assert.True((await AcceptedAsync("id, qty\n1, 5\n2, 6\n")).Contract.Inbox.Csv.Trim);
        Assert.False((await AcceptedAsync("id,name\n1, a\n2,b \n")).Contract.Inbox.Csv.Trim);
    }

    public void Dispose() => folder.Dispose();

    private ValueTask<InferredContract> InferAsync(string content) => InferContractTests.InferAsync(folder.Write("a.csv", content));

    private Task<InferredContract> AcceptedAsync(string content) => InferContractTests.AcceptedAsync(folder, "a.csv", Encoding.UTF8.GetBytes(content));
}

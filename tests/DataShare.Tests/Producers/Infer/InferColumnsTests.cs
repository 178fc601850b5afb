using System.Text;
using DataShare.Producers;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>The forms of values, and why a column is text.</summary>
public sealed class InferColumnsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("1,234|12,345,678", '.', ',', "i32")]
    [InlineData("1,234.50|7", '.', ',', "decimal(18,2)")]
    [InlineData("1.234,50|7", ',', '.', "decimal(18,2)")]
    [InlineData("1.234.567|7,5", ',', '.', "decimal(18,1)")]
    [InlineData("1 234,5|7", ',', ' ', "decimal(18,1)")]
    [InlineData("1 234|12 345", '.', ' ', "i32")]
    [InlineData("1'234.5|7", '.', '\'', "decimal(18,1)")]
    [InlineData("1\u00A0234|12\u00A0345", '.', '\u00A0', "i32")]
    [InlineData("12,5|1", ',', null, "decimal(18,1)")]
    [InlineData("1,234|5,678", '.', null, "string")]
    [InlineData("030 123 456|030 654 321", '.', null, "string")]
    [InlineData("123 456|654 321", '.', null, "string")]
    [InlineData("1,23,456|7", '.', ',', "i32")]
    public async Task Detects_the_form_of_numbers(string values, char point, char? thousands, string type)
    {
        var inferred = await ColumnAsync(values);

        var csv = inferred.Contract.Inbox.Csv;
        Assert.Equal((point, thousands, type), (csv.Decimal, csv.Thousands, inferred.Contract.Columns[1].Type.ToString()));
    }

    [Fact]
    public async Task Another_column_shows_the_decimal_separator()
    {
        var inferred = await AcceptedAsync("id;a;b\n1;1,234;2.5\n2;5,678;3.5\n");

        Assert.Equal("i32", inferred.Contract.Columns[1].Type.ToString());
        Assert.Contains("Numbers have the thousands separator ',': 'a'.", inferred.Remarks);
    }

    [Theory]
    [InlineData("31-Jan-2026|1-Feb-2026", "date")]
    [InlineData("31 January 2026|1 February 2026", "date")]
    [InlineData("Jan 31, 2026|Feb 1, 2026", "date")]
    [InlineData("31-01-2026|01-02-2026", "date")]
    [InlineData("31.01.26|1.2.26", "date")]
    [InlineData("1/31/26|2/1/26", "date")]
    [InlineData("20260131|20260201", "date")]
    [InlineData("20260131|20260299", "i32")]
    [InlineData("2026/1/31", "date")]
    [InlineData("2026-1-31", "date")]
    [InlineData("1/31/2026 3:04 PM", "timestamp without time zone")]
    [InlineData("31.01.2026 15:04:05", "timestamp without time zone")]
    public async Task Finds_the_usual_forms_of_dates(string values, string type) =>
        Assert.Equal(type, (await ColumnAsync(values)).Contract.Columns[1].Type.ToString());

    [Theory]
    [InlineData("5|6|five", "'five' in line 4 is not a number, like the 2 values before it")]
    [InlineData("2026-01-31|0000-00-00", "'0000-00-00' in line 3 is not a date, like the value before it")]
    [InlineData("true|maybe", "'maybe' in line 3 is not true or false, like the value before it")]
    [InlineData("00501|10000", "'00501' in line 2 begins with a zero, which a number would lose")]
    [InlineData("1,234|5,678", "'1,234' in line 2 may have a decimal separator or a thousands separator: set decimal or thousands")]
    [InlineData("01/02/2026", "it looks like dates, but the day or the month could come first. Give the format in dateFormats or timestampFormats")]
    public async Task Names_the_value_that_prevents_a_type(string values, string why)
    {
        var inferred = await ColumnAsync(values);

        Assert.Contains($"'v' is text: {why}.", inferred.Remarks);
        Assert.Contains($"        # text: {why}\n", inferred.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_for_each_text_column_a_value_that_shows_it()
    {
        var inferred = await AcceptedAsync("id,name,city\n1,Ada,Oslo\n2,Bob,Rome\n");

        Assert.Contains(inferred.Remarks, r => r.EndsWith("time or boolean: 'name' ('Ada' in line 2), 'city' ('Oslo' in line 2).", StringComparison.Ordinal));
        Assert.Contains("# text: 'Ada' in line 2 is not a number, date, time or boolean", inferred.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_disagree_about_day_and_month_are_reported()
    {
        var inferred = await AcceptedAsync("id,a,b\n1,31/01/2026,01/31/2026\n2,30/01/2026,01/30/2026\n");

        Assert.Equal(2, inferred.Remarks.Count(r => r.Contains("have day and month in different orders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_cannot_end_a_comment()
    {
        var inferred = await AcceptedAsync("id,v\n1,\"a\nstatus: retired\"\n2,\"b\u2028c\"\n");

        Assert.Equal("active", inferred.Contract.Status);
        Assert.All(inferred.Yaml.Split('\n'), l => Assert.False(l.StartsWith("status: retired", StringComparison.Ordinal)));
    }

    public void Dispose() => folder.Dispose();

    private Task<InferredContract> ColumnAsync(string values) =>
        AcceptedAsync("id;v\n" + string.Concat(values.Split('|').Select((v, i) => $"{i};{v}\n")));

    private Task<InferredContract> AcceptedAsync(string content) => InferContractTests.AcceptedAsync(folder, "a.csv", Encoding.UTF8.GetBytes(content));
}

using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using Xunit;

namespace DataShare.Tests.Schemas.Rereading;

/// <summary>The meaning of old files under a later version, for producers who have not moved.</summary>
public sealed class RereadFilesTests
{
    private const string Day = "{id: c2, name: day, logicalType: date}";
    private const string At = "{id: c2, name: at, logicalType: timestamp}";
    private const string Amount = "{id: c2, name: amount, logicalType: number, physicalType: \"decimal(18,2)\"}";
    private const string Paid = "{id: c2, name: paid, logicalType: boolean}";
    private const string Name = "{id: c2, name: name, logicalType: string}";
    private const string Code = "{id: c2, name: code, logicalType: string, customProperties: [{property: enum, value: [A, B]}]}";

    [Theory]
    [InlineData(Day, "dateFormats: [dd/MM/yyyy]", "dateFormats: [MM/dd/yyyy]", "csv.dateFormats: '03/04/2026' in column 'day' is 3 April 2026 in 1.0.0 and 4 March 2026 in 1.1.0")]
    [InlineData(Day, "", "dateFormats: [yyyy-dd-MM]", "csv.dateFormats: '2026-04-03' in column 'day' is 3 April 2026 in 1.0.0 and 4 March 2026 in 1.1.0")]
    [InlineData(Day, "dateFormats: [dd-MM-yy]", "dateFormats: [yy-MM-dd]", "csv.dateFormats: '03-04-26' in column 'day' is 3 April 2026 in 1.0.0 and 26 April 2003 in 1.1.0")]
    [InlineData(At, "timestampFormats: ['dd.MM.yyyy HH:mm']", "timestampFormats: ['MM.dd.yyyy HH:mm']", "csv.timestampFormats: '03.04.2026 10:20' in column 'at' is 3 April 2026 10:20:00 in 1.0.0 and 4 March 2026 10:20:00 in 1.1.0")]
    [InlineData(Amount, "", "decimal: ',', thousands: '.'", "csv.decimal: '1.500' in column 'amount' is 1.5 in 1.0.0 and 1500 in 1.1.0")]
    [InlineData(Amount, "thousands: ','", "decimal: ','", "csv.decimal: '1,500' in column 'amount' is 1500 in 1.0.0 and 1.5 in 1.1.0")]
    [InlineData(Amount, "", "nullValues: ['', '0']", "csv.nullValues: '0' in column 'amount' is 0 in 1.0.0 and null in 1.1.0")]
    [InlineData(Paid, "trueValues: [J], falseValues: [N]", "trueValues: [N], falseValues: [J]", "csv.trueValues: 'J' in column 'paid' is true in 1.0.0 and false in 1.1.0")]
    [InlineData(Name, "", "nullValues: ['', NA]", "csv.nullValues: 'NA' in column 'name' is the text 'NA' in 1.0.0 and null in 1.1.0")]
    [InlineData(Name, "nullValues: ['', NA]", "", "csv.nullValues: 'NA' in column 'name' is null in 1.0.0 and the text 'NA' in 1.1.0")]
    [InlineData(Name, "", "encoding: windows-1252", "csv.encoding: the bytes of 'é' in 1.0.0 are 'Ã©' in 1.1.0")]
    [InlineData(Name, "encoding: iso-8859-1", "encoding: windows-1250", "csv.encoding: the bytes of 'è' in 1.0.0 are 'č' in 1.1.0")]
    [InlineData(Name, "encoding: iso-8859-1", "encoding: windows-1252", "")]
    [InlineData(Name, "encoding: windows-1250", "encoding: iso-8859-1", "csv.encoding: the bytes of 'š' in 1.0.0 are '' in 1.1.0")]
    [InlineData(Name, "", "quote: none", "csv.quote: '\"Anna\"' is the text 'Anna' in 1.0.0, and keeps its quotes in 1.1.0")]
    [InlineData(Name, "", "escape: '\\'", "csv.escape: '\"C:\\temp\"' is the text 'C:\\temp' in 1.0.0 and 'C:temp' in 1.1.0")]
    [InlineData(Name, "", "comment: '#'", "csv.comment: a line that begins with '#' is a row in 1.0.0, and a comment in 1.1.0")]
    [InlineData(Amount, "", "comment: '-'", "csv.comment: a line that begins with '-' is a row in 1.0.0, and a comment in 1.1.0")]
    [InlineData(Name, "", "footerLines: 1", "csv.footerLines: the last line of a file is a row in 1.0.0, and is skipped in 1.1.0")]
    [InlineData(Name, "", "trim: true", "csv.trim: ' Anna' is the text ' Anna' in 1.0.0 and 'Anna' in 1.1.0")]
    [InlineData(Name, "", "quotedNulls: false", "csv.quotedNulls: '\"\"' is null in 1.0.0 and an empty text in 1.1.0")]
    [InlineData(Name, "header: false", "header: false, skipLines: 1", "csv.skipLines: line 1 of a file is a row in 1.0.0, and is skipped in 1.1.0")]
    [InlineData(Name, "header: false, widths: [3, 5]", "header: false, widths: [5, 3]", "csv.widths: a line is cut into columns of the widths 3, 5 in 1.0.0, and 5, 3 in 1.1.0")]
    public void Bytes_with_another_meaning_are_shown(string column, string before, string after, string expected)
    {
        var found = RereadFiles.Of(Csv("1.0.0", before, column), Csv("1.1.0", after, column));

        Assert.Equal(expected.Length == 0 ? [] : [expected], found.Select(r => $"{r.Path}: {r.Text}"));
    }

    [Theory]
    [InlineData(Day, "dateFormats: [dd/MM/yyyy]", "dateFormats: [dd/MM/yyyy, yyyy-MM-dd]")]
    [InlineData(Day, "dateFormats: [dd/MM/yyyy]", "dateFormats: [dd/MM/yyyy, MM/dd/yyyy]")]
    [InlineData(Day, "dateFormats: [dd/MM/yyyy]", "")]
    [InlineData(Amount, "dateFormats: [dd/MM/yyyy]", "dateFormats: [MM/dd/yyyy]")]
    [InlineData(Amount, "", "decimal: ','")]
    [InlineData(Amount, "", "thousands: ','")]
    [InlineData(Amount, "", "delimiter: ';', decimal: ',', thousands: '.'")]
    [InlineData(Amount, "", "encoding: windows-1252, quote: none, trim: true")]
    [InlineData(Code, "", "encoding: windows-1252, quote: none, trim: true, nullValues: ['', NA], comment: '#'")]
    [InlineData(Name, "", "encoding: utf-16, quote: none")]
    [InlineData(Name, "encoding: us-ascii", "")]
    [InlineData(Name, "", "skipLines: 1")]
    [InlineData(Name, "", "bareQuotes: accept")]
    [InlineData(Name, "header: false", "header: true")]
    [InlineData(Paid, "", "trueValues: ['true', '1', J], falseValues: ['false', '0', N]")]
    public void Bytes_that_no_longer_fit_or_keep_their_meaning_are_not_shown(string column, string before, string after) =>
        Assert.DoesNotContain(RereadFiles.Of(Csv("1.0.0", before, column), Csv("1.1.0", after, column)), r => r.Kind is RereadKind.Otherwise);

    [Theory]
    [InlineData("1.1.0", Day, Day, "dateFormats: [dd/MM/yyyy]", "", "csv.dateFormats: '03/04/2026' in column 'day' is 3 April 2026 in 1.0.0 and not a valid date in 1.1.0; files for 1.0.0 would come under 1.1.0, and such rows would go to quarantine")]
    [InlineData("1.1.0", Amount, Amount, "", "decimal: ','", "csv.decimal: '1.500' in column 'amount' is 1.5 in 1.0.0 and not a valid decimal(18,2) in 1.1.0")]
    [InlineData("2.0.0", Amount, "{id: c2, name: amount, logicalType: integer}", "", "", "columns.amount.type: '1.500' in column 'amount' is 1.5 in 1.0.0 and not a valid i64 in 2.0.0")]
    [InlineData("1.1.0", Amount, Amount, "", "delimiter: ';'", "csv: files for 1.0.0 no longer fit 1.1.0, and come under 1.0.0 while it takes files")]
    public void Files_that_would_be_refused_are_reported(string version, string column, string columnNow, string before, string after, string expected)
    {
        var verdict = Versions.Judge(Csv(version, after, columnNow), Csv("1.0.0", before, column));

        Assert.True(verdict.IsAdmitted, string.Join('|', verdict.Refusals));
        Assert.Contains(verdict.Warnings, w => w.StartsWith(expected, StringComparison.Ordinal));
    }

    /// <summary>The number of columns in a file's header decides whether an empty line can be a row.</summary>
    [Theory]
    [InlineData("", "", false)]
    [InlineData("blankLines: record", "", false)]
    [InlineData("blankLines: skip", "", true)]
    [InlineData("", "blankLines: skip", true)]
    public void A_second_column_does_not_change_the_meaning_of_empty_lines(string before, string after, bool isReread)
    {
        const string only = "{id: a, name: a, logicalType: string}";

        var found = RereadFiles.Of(WithoutKey(Csv("1.0.0", before, only)), WithoutKey(Csv("1.1.0", after, only, "{id: b, name: b, logicalType: string}")));

        Assert.Equal(isReread ? ["csv.blankLines"] : [], found.Select(r => r.Path));

        static DataContract WithoutKey(DataContract contract) => contract with { Columns = [.. contract.Columns.Where(c => c.Type.Kind is ColumnKind.String)] };
    }

    [Fact]
    public void An_alias_that_moves_fills_another_column()
    {
        var found = RereadFiles.Of(
            Csv("1.0.0", "", Aliased("amount", "sum"), "{id: c3, name: total, logicalType: number}"),
            Csv("1.1.0", "", "{id: c2, name: amount, logicalType: number}", Aliased("total", "sum").Replace("c2", "c3", StringComparison.Ordinal)));

        Assert.Equal(["columns.amount.aliases: the column 'sum' of a file is 'amount' in 1.0.0 and 'total' in 1.1.0"], found.Select(r => $"{r.Path}: {r.Text}"));

        static string Aliased(string name, string alias) => $"{{id: c2, name: {name}, logicalType: number, customProperties: [{{property: aliases, value: [{alias}]}}]}}";
    }

    [Fact]
    public void A_name_that_another_column_has_in_a_new_major_is_another_column_of_the_same_file() => Assert.Equal(
        "the column 'amount' of a file has the id 'c2' in 1.0.0 and the id 'c9' in 2.0.0",
        Assert.Single(RereadFiles.Of(Csv("1.0.0", "", Amount), Csv("2.0.0", "", "{id: c9, name: amount, logicalType: number}", "{id: c2, name: net, logicalType: number}"))).Text);

    [Theory]
    [InlineData("amount * 100", true)]
    [InlineData("case when amount > 0 then amount end", true)]
    [InlineData("amount", false)]
    [InlineData("coalesce(cast(amount as decimal(18,2)), 0)", false)]
    public void A_mapping_from_euros_to_cents_does_not_change_euros_in_a_file(string up, bool isReread)
    {
        var one = Csv("1.0.0", "", Amount);
        var two = Mapped("2.0.0", up);
        var three = Csv("3.0.0", "", Amount);

        Assert.Equal(isReread ? ["columns.amount"] : [], RereadFiles.Of(one, two).Select(r => r.Path));
        // A mapping over several majors goes through each of them.
        Assert.Equal(isReread ? ["columns.amount"] : [], RereadFiles.Of(one, three, [two]).Select(r => r.Path));
        Assert.Empty(RereadFiles.Of(two, three));
    }

    [Fact]
    public void The_result_of_an_arithmetic_mapping_is_shown()
    {
        var one = Csv("1.0.0", "", Amount);

        Assert.Equal(
            "'12' in column 'amount' of a file stays 12 in 2.0.0, but the mapping of 2.0.0 changes 12 of 1.0.0 to 1200",
            Assert.Single(RereadFiles.Of(one, Mapped("2.0.0", "cast(round(amount * 100) as decimal(18,2))"))).Text);
        Assert.Contains("a value in column 'amount' of a file does not change in 2.0.0, but the mapping of 2.0.0 can change a value", Assert.Single(RereadFiles.Of(one, Mapped("2.0.0", "case when amount > 0 then amount end"))).Text, StringComparison.Ordinal);
    }

    /// <summary>Values that only one of the majors accepts cannot be misread.</summary>
    [Theory]
    [InlineData("A, B", "ay, bee", "case when code = 'A' then 'ay' else 'bee' end", "")]
    [InlineData("A, B", "A, C", "case when code = 'A' then 'A' else 'C' end", "")]
    [InlineData("A, B", "A, C", "case when code = 'B' then 'A' else 'C' end", "'A' in column 'code' of a file stays A in 2.0.0, but the mapping of 2.0.0 changes A of 1.0.0 to C")]
    [InlineData("A, B", "A, B", "case when code = 'A' then 'A' end", "'B' in column 'code' of a file stays B in 2.0.0, but the mapping of 2.0.0 changes B of 1.0.0 to null")]
    public void A_mapping_of_an_enum_is_compared_with_the_values_that_both_majors_accept(string before, string after, string up, string expected)
    {
        var two = Csv("2.0.0", "", "FULL_TRANSITIVE", "", $"- {{property: mapping, value: {{up: {{code: \"{up}\"}}}}}}", Values(after));

        Assert.Equal(expected.Length == 0 ? [] : [expected], RereadFiles.Of(Csv("1.0.0", "", Values(before)), two).Select(r => r.Text));

        static string Values(string values) => Code.Replace("A, B", values, StringComparison.Ordinal);
    }

    [Fact]
    public void A_major_that_renames_a_column_takes_no_earlier_file()
    {
        var before = Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day, "{id: c3, name: amount, logicalType: number, required: true}");
        var after = Csv("2.0.0", "dateFormats: [MM/dd/yyyy]", Day, "{id: c3, name: total, logicalType: number, required: true}");

        Assert.Empty(RereadFiles.Of(before, after));
    }

    [Theory]
    [InlineData("FULL_TRANSITIVE", false)]
    [InlineData("BACKWARD", false)]
    [InlineData("CONSUMER", false)]
    [InlineData("FORWARD", true)]
    [InlineData("NONE", true)]
    public void A_mode_that_guards_backward_refuses_it_within_a_major_and_in_a_new_one(string mode, bool isAdmitted)
    {
        var before = Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day);
        foreach (var version in new[] { "1.1.0", "2.0.0" })
        {
            var verdict = Versions.Judge(Csv(version, "dateFormats: [MM/dd/yyyy]", mode, "", "", Day), before);

            Assert.Equal(isAdmitted, verdict.IsAdmitted);
            Assert.Contains(isAdmitted ? verdict.Warnings : verdict.Refusals, r => r.StartsWith("csv.dateFormats: '03/04/2026'", StringComparison.Ordinal));
            Assert.All(verdict.Refusals, r => Assert.Contains("version: stated", r, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("1.1.0")]
    [InlineData("2.0.0")]
    public void A_version_that_files_must_state_misreads_none(string version)
    {
        var before = Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day);

        Assert.Empty(Versions.Judge(Csv(version, "dateFormats: [MM/dd/yyyy]", "FULL_TRANSITIVE", "{property: arrival, value: {version: stated}}", "", Day), before).Refusals);
    }

    [Theory]
    [InlineData("1.1.0", "csv.dateFormats", "2026-12-31", true)]
    [InlineData("2.0.0", "csv.dateFormats", "2026-12-31", true)]
    [InlineData("1.1.0", "csv.dateFormats", "2026-01-01", false)]
    [InlineData("2.0.0", "csv.dateFormats", "2026-01-01", false)]
    [InlineData("2.0.0", "csv.decimal", "2026-12-31", false)]
    public void A_waiver_of_a_producer_allows_it_until_a_date(string version, string change, string until, bool isAdmitted)
    {
        var waiver = $"- {{property: waivers, value: [{{change: {change}, producer: erp, until: {until}, agreedBy: ada}}]}}";

        var verdict = Versions.Judge(Csv(version, "dateFormats: [MM/dd/yyyy]", "FULL_TRANSITIVE", "", waiver, Day), Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day));

        Assert.Equal(isAdmitted, verdict.IsAdmitted);
        Assert.Equal(isAdmitted, verdict.Warnings.Any(w => w.EndsWith("waived for erp until 2026-12-31, agreed by ada", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_waiver_for_a_consumer_covers_no_producer() => Assert.False(Versions.Judge(
        Csv("1.1.0", "dateFormats: [MM/dd/yyyy]", "FULL", "", "- {property: waivers, value: [{change: csv.dateFormats, consumer: erp, until: 2026-12-31, agreedBy: ada}]}", Day),
        Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day)).IsAdmitted);

    [Fact]
    public void Files_that_a_later_version_already_takes_do_not_refuse_the_next_one()
    {
        var earlier = new[] { Csv("1.0.0", "dateFormats: [dd/MM/yyyy]", Day), Csv("1.1.0", "dateFormats: [MM/dd/yyyy]", Day) };

        Assert.Empty(Versions.Judge(Csv("1.2.0", "dateFormats: [MM/dd/yyyy]", Day, Code.Replace("c2", "c5", StringComparison.Ordinal)), earlier).Refusals);
        Assert.Empty(Versions.Judge(Csv("2.0.0", "dateFormats: [MM/dd/yyyy]", Day), earlier).Refusals);
    }

    private static DataContract Csv(string version, string csv, params string[] columns) => Csv(version, csv, "FULL_TRANSITIVE", "", "", columns);

    private static DataContract Mapped(string version, string up) => Csv(version, "", "FULL_TRANSITIVE", "", $"- {{property: mapping, value: {{up: {{amount: \"{up}\"}}}}}}", Amount);

    private static DataContract Csv(string version, string csv, string mode, string arrival, string custom, params string[] columns)
    {
        var read = Versions.Read(version, mode, custom, columns);
        var server = $"servers: [{{server: inbox, type: local, format: csv, customProperties: [{{property: csv, value: {{{csv}}}}}{(arrival.Length > 0 ? ", " + arrival : "")}]}}]\n";
        return ContractText.Valid(read.SourceText.Replace("schema:", server + "schema:", StringComparison.Ordinal));
    }
}

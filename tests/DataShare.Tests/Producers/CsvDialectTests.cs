using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class CsvDialectTests
{
    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16be", true)]
    [InlineData("iso-8859-1", false)]
    [InlineData("windows-1252", false)]
    public async Task Reads_the_encoding_of_the_contract(string name, bool hasMark)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = $"{{encoding: {name}}}" });
        var encoding = TextEncodings.Find(name)!;

        await inbox.IngestAsync<Landed>("a.csv", [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("id,name\r\n1,Gödel\r\n")]);

        Assert.Equal(["1|Gödel"], inbox.Rows());
    }

    [Theory]
    [InlineData("utf-8", "utf-16")]
    [InlineData("utf-8", "utf-16be")]
    [InlineData("windows-1252", "utf-8")]
    public async Task A_byte_order_mark_overrides_the_encoding_of_the_contract(string expected, string found)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = $"{{encoding: {expected}}}" });
        var encoding = TextEncodings.Find(found)!;

        await inbox.IngestAsync<Landed>("a.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes("id,name\n1,Gödel\n")]);

        Assert.Equal(["1|Gödel"], inbox.Rows());
    }

    [Fact]
    public async Task Quarantines_a_file_with_bytes_that_are_invalid_in_its_encoding()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name) { Csv = "{encoding: us-ascii}" });

        var outcome = await inbox.IngestAsync<Quarantined>("a.csv", "id,name\n1,Gödel\n");

        Assert.Contains("bytes that are not valid in us-ascii", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,name\r\n1,Ada\r\n2,Bob\r\n")]
    [InlineData("\uFEFFid,name\n1,Ada\n2,Bob\n")]
    [InlineData("\"id\",\"name\"\n\"1\",\"Ada\"\n2,Bob\n")]
    public async Task Reads_the_forms_that_programs_write(string content)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", content);

        Assert.Equal(["1|Ada", "2|Bob"], inbox.Rows());
    }

    [Fact]
    public async Task Reads_semicolons_and_decimal_commas()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Amount, "name: ratio, logicalType: number") { Csv = "{delimiter: ';', decimal: ','}" });

        await inbox.IngestAsync<Landed>("a.csv", "amount;ratio\n-1,5;2,5e-1\n");

        Assert.Equal(["-1.50|0.25"], inbox.Rows());
    }

    [Fact]
    public async Task A_value_with_a_decimal_point_is_no_number_if_the_comma_is_the_separator()
    {
        using var inbox = new InboxFixture(
            new TestContract(TestContract.Amount, "name: ratio, logicalType: number")
            {
                Csv = "{delimiter: ';', decimal: ','}",
                OnViolation = "{maxRejectPercent: 100}",
            });

        var landed = await inbox.IngestAsync<Landed>("a.csv", "amount;ratio\n1.50;1.5\n");

        Assert.Equal(["amount", "ratio"], inbox.Reason(landed.LoadId).Violations.Select(v => v.Column));
    }

    [Fact]
    public async Task The_contract_decides_which_fields_are_null()
    {
        using var inbox = new InboxFixture(
            new TestContract("name: name, logicalType: string", "name: city, logicalType: string") { Csv = "{nullValues: ['NULL', n/a]}" });

        await inbox.IngestAsync<Landed>("a.csv", "name,city\nNULL,\nn/a,null\n\"\",\"NULL\"\n");

        Assert.Equal(["null|", "null|null", "|null"], inbox.Rows());
        Assert.Equal("2|2", inbox.Row("select count(name) - 0 + 1, count(city) from lake"));
    }

    [Fact]
    public async Task Spaces_around_a_text_are_part_of_it()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id, TestContract.Name));

        await inbox.IngestAsync<Landed>("a.csv", "id,name\n1,  Ada \n");

        Assert.Equal(["1|  Ada "], inbox.Rows());
    }

    [Fact]
    public async Task Reads_dates_and_times_in_the_formats_of_the_contract()
    {
        using var inbox = new InboxFixture(
            new TestContract(
                "name: day, logicalType: date",
                "name: moment, logicalType: timestamp",
                "name: wall, logicalType: timestamp, logicalTypeOptions: {timezone: false}")
            {
                Csv = "{dateFormats: [dd.MM.yyyy, d/M/yy], timestampFormats: ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm zzz']}",
                OnViolation = "{maxRejectPercent: 50}",
            });

        var landed = await inbox.IngestAsync<Landed>(
            "a.csv", "day,moment,wall\n31.01.2026,31.01.2026 10:00 +02:00,31.01.2026 10:00\n1/2/26,31.01.2026 10:00,\n2026-01-31,,31.01.2026 10:00 +02:00\n");

        Assert.Equal(
            ["2026-01-31|2026-01-31 08:00:00+00|2026-01-31 10:00:00", "2026-02-01|2026-01-31 10:00:00+00|null"],
            inbox.Rows());
        Assert.Equal(["day", "wall"], inbox.Reason(landed.LoadId).Violations.Select(v => v.Column));
    }
}

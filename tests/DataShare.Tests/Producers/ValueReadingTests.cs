using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A field that two readers could read differently is rejected.</summary>
public sealed class ValueReadingTests
{
    private const string Integer = "logicalType: integer";
    private const string Amount = "logicalType: number, physicalType: 'decimal(18,2)'";
    private const string Wide = "logicalType: number, physicalType: 'decimal(38,2)'";
    private const string Number = "logicalType: number";
    private const string Date = "logicalType: date";
    private const string Moment = "logicalType: timestamp";
    private const string Local = "logicalType: timestamp, logicalTypeOptions: {timezone: false}";
    private const string Bytes = "logicalType: string, logicalTypeOptions: {format: binary}";
    private const string Uuid = "logicalType: string, logicalTypeOptions: {format: uuid}";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Integer, "{}", "007", "7")]
    [InlineData(Integer, "{}", "+7", "7")]
    [InlineData(Integer, "{}", "-0", "0")]
    [InlineData(Integer, "{thousands: ','}", "1,234,567", "1234567")]
    [InlineData(Integer, "{thousands: ','}", "12,34,567", "1234567")]
    [InlineData(Integer, "{thousands: ','}", "1,23,45,678", "12345678")]
    [InlineData(Integer, "{thousands: ','}", "-123,456", "-123456")]
    [InlineData(Amount, "{}", "1.500", "1.50")]
    [InlineData(Amount, "{}", "-0", "0.00")]
    [InlineData(Amount, "{}", "+.5", "0.50")]
    [InlineData(Amount, "{}", "5.", "5.00")]
    [InlineData(Amount, "{thousands: ','}", "1,234.50", "1234.50")]
    [InlineData(Wide, "{}", "-0", "0.00")]
    [InlineData(Number, "{}", "1e-3", "0.001")]
    [InlineData(Number, "{}", "-0", "-0.0")]
    [InlineData(Number, "{}", "0e-999", "0.0")]
    [InlineData(Number, "{}", "0.000", "0.0")]
    [InlineData(Number, "{}", "1e-320", "1e-320")]
    [InlineData(Date, "{dateFormats: [d/M/yy]}", "1/2/49", "2049-02-01")]
    [InlineData(Date, "{dateFormats: [d/M/yy]}", "1/2/50", "1950-02-01")]
    [InlineData(Date, "{dateFormats: [dd/MM/yyyy, MM/dd/yyyy]}", "03/03/2024", "2024-03-03")]
    [InlineData(Date, "{dateFormats: [dd/MM/yyyy, MM/dd/yyyy]}", "31/03/2024", "2024-03-31")]
    [InlineData(Date, "{dateFormats: [dd/MM/yyyy, MM/dd/yyyy]}", "03/31/2024", "2024-03-31")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00+14:00", "2026-01-30 20:00:00+00")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00-14:00", "2026-02-01 00:00:00+00")]
    [InlineData(Moment, "{timestampFormats: ['dd.MM.yyyy HH:mm zzz']}", "31.01.2026 10:00 +14:00", "2026-01-30 20:00:00+00")]
    [InlineData(Local, "{timestampFormats: ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy hh:mm tt']}", "31.01.2026 03:00 PM", "2026-01-31 15:00:00")]
    [InlineData(Bytes, "{}", "QQ==", "A")]
    public async Task A_value_with_one_meaning_is_accepted(string type, string csv, string text, string expected)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}") { Csv = WithSemicolon(csv) });

        await inbox.IngestAsync<Landed>("a.csv", $"v\n{text}\n");

        Assert.Equal(expected, inbox.Row("select v from lake"));
    }

    [Theory]
    [InlineData(Integer, "{}", "5\0")]
    [InlineData(Integer, "{}", "5\0\0")]
    [InlineData(Integer, "{}", "5\u200B")]
    [InlineData(Integer, "{}", "5\u00A0")]
    [InlineData(Integer, "{}", " 5")]
    [InlineData(Integer, "{}", "\uFEFF5")]
    [InlineData(Integer, "{}", "\u22125")]
    [InlineData(Integer, "{}", "\u0661")]
    [InlineData(Integer, "{}", "\uFF11")]
    [InlineData(Integer, "{}", "0x10")]
    [InlineData(Integer, "{}", "7.0")]
    [InlineData(Integer, "{}", "7e2")]
    [InlineData(Integer, "{}", "--7")]
    [InlineData(Integer, "{}", "9223372036854775808")]
    [InlineData(Integer, "{thousands: ','}", "0,123")]
    [InlineData(Integer, "{thousands: ','}", "-0,123")]
    [InlineData(Integer, "{thousands: ','}", "00,123")]
    [InlineData(Integer, "{thousands: ','}", "012,345")]
    [InlineData(Integer, "{thousands: ','}", "0,00,123")]
    [InlineData(Integer, "{thousands: ','}", "12,34")]
    [InlineData(Integer, "{thousands: ','}", "1234,567")]
    [InlineData(Integer, "{thousands: ','}", "1,2345")]
    [InlineData(Integer, "{thousands: ','}", "1,,234")]
    [InlineData(Integer, "{thousands: ','}", "1,23,456,789")]
    [InlineData(Integer, "{thousands: ','}", "1,234,56,789")]
    [InlineData(Integer, "{thousands: ','}", "123,45,678")]
    [InlineData(Integer, "{thousands: ' '}", "1\u2009234")]
    [InlineData(Integer, "{thousands: ','}", "1,234\0")]
    [InlineData(Amount, "{}", "5\0")]
    [InlineData(Amount, "{}", "1.234")]
    [InlineData(Amount, "{}", "1e3")]
    [InlineData(Amount, "{}", ".")]
    [InlineData(Amount, "{}", "\u0661.5")]
    [InlineData(Amount, "{thousands: ','}", "0,123.50")]
    [InlineData(Wide, "{}", "5\0")]
    [InlineData(Wide, "{}", "1.234")]
    [InlineData(Number, "{}", "5\0")]
    [InlineData(Number, "{}", "1e5\0")]
    [InlineData(Number, "{}", "1e-999")]
    [InlineData(Number, "{}", "-0.5e-400")]
    [InlineData(Number, "{}", "1e-99999999999")]
    [InlineData(Number, "{}", "1e999")]
    [InlineData(Number, "{}", "1e99999999999")]
    [InlineData(Number, "{}", "NaN")]
    [InlineData(Number, "{}", "Infinity")]
    [InlineData(Number, "{}", "0x1p3")]
    [InlineData(Number, "{decimal: ','}", "1e-999")]
    [InlineData(Number, "{decimal: ','}", "5,0\0")]
    [InlineData("logicalType: boolean", "{}", "1\0")]
    [InlineData("logicalType: boolean", "{}", "yes")]
    [InlineData(Date, "{}", "2026-1-31")]
    [InlineData(Date, "{}", "2026-02-30")]
    [InlineData(Date, "{}", "2026-01-31\0")]
    [InlineData(Date, "{}", "\u0662026-01-31")]
    [InlineData(Date, "{dateFormats: [dd.MM.yyyy]}", "31.01.2026\0")]
    [InlineData(Date, "{dateFormats: [d/M/yy]}", "1/2/2026")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00+14:01")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00-14:59")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00+1430")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00+15")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00.1234567")]
    [InlineData(Moment, "{}", "2026-01-31T10:00:00Z\0")]
    [InlineData(Moment, "{timestampFormats: ['dd.MM.yyyy HH:mm zzz']}", "31.01.2026 10:00 +14:30")]
    [InlineData(Uuid, "{}", "{00000000-0000-0000-0000-000000000001}")]
    [InlineData(Bytes, "{}", "QQ ==")]
    [InlineData(Bytes, "{}", "QUJD    ")]
    [InlineData(Bytes, "{}", "\"QUJD\nQUJD\"")]
    [InlineData(Bytes, "{}", "QR==")]
    [InlineData(Bytes, "{}", "QUJ")]
    public async Task A_value_with_several_meanings_or_none_is_refused(string type, string csv, string text)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}") { Csv = WithSemicolon(csv), OnViolation = "{maxRejectPercent: 100}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"v\n{text}\n");

        Assert.Equal((0, 1), (landed.AcceptedRows, landed.RejectedRows));
        Assert.Equal("type", Assert.Single(inbox.Reason(landed.LoadId).Violations).Rule);
    }

    [Theory]
    [InlineData(Date, "dateFormats", "dd/MM/yyyy", "MM/dd/yyyy", "03/04/2024")]
    [InlineData(Date, "dateFormats", "yy.MM.dd", "dd.MM.yy", "01.02.03")]
    [InlineData(Moment, "timestampFormats", "dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "03/04/2024 10:00")]
    [InlineData(Local, "timestampFormats", "dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "03/04/2024 10:00")]
    public async Task A_time_that_two_formats_read_differently_is_refused_with_that_reason(string type, string key, string one, string other, string text)
    {
        using var inbox = new InboxFixture(new TestContract($"name: v, {type}") { Csv = $"{{{key}: ['{one}', '{other}']}}", OnViolation = "{maxRejectPercent: 100}" });

        var landed = await inbox.IngestAsync<Landed>("a.csv", $"v\n{text}\n");

        var reason = $"column 'v': '{text}' fits the formats '{one}' and '{other}', which give different times";
        Assert.Contains(reason, await File.ReadAllTextAsync(Path.Combine(landed.QuarantineFolder!, "rejected-rows.csv"), Ct), StringComparison.Ordinal);
    }

    /// <summary>No number in the tests has a semicolon; a comma may separate thousands.</summary>
    private static string WithSemicolon(string csv) => csv == "{}" ? "{delimiter: ';'}" : csv.Replace("}", ", delimiter: ';'}", StringComparison.Ordinal);
}

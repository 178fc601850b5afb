using System.Globalization;
using System.Text;
using CsCheck;
using DataShare.Producers;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>Compares the parsers with .NET's own.</summary>
public sealed class ParserTests
{
    private const NumberStyles SignAndPoint = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly Gen<string> NearlyNumbers = Gen.OneOf<string>(
        Gen.String[Gen.Char["0123456789.-+e, "], 0, 12],
        Gen.Decimal[-100_000m, 100_000m].Select(d => d.ToString(CultureInfo.InvariantCulture)));

    private static readonly Gen<string> NearlyTimes = Gen.Select(
        Gen.DateTime,
        Gen.OneOf("yyyy-MM-ddTHH:mm:ss.ffffff", "yyyy-MM-dd HH:mm:ss.fff", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm"),
        Gen.OneOf("", "Z", "+02:00", "-11:30", "+05", "+14:30", "+15:00"),
        Gen.Int[0, 40],
        Gen.Char["0123456789:-.TZ+ "],
        (time, format, offset, at, other) =>
        {
            var text = time.ToString(format, CultureInfo.InvariantCulture) + offset;
            return at < text.Length ? text[..at] + other + text[(at + 1)..] : text;
        });

    [Fact]
    public void Decimals_are_parsed_as_dotnet_does()
    {
        var parser = new DecimalParser(ColumnType.Decimal(9, 3), (byte)'.');
        NearlyNumbers.Sample(
            text =>
            {
                var ours = parser.TryParse(Encoding.UTF8.GetBytes(text), out var value);
                var theirs = decimal.TryParse(text, SignAndPoint, CultureInfo.InvariantCulture, out var expected)
                    && decimal.Round(expected, 3) == expected
                    && Math.Abs(expected) < 1_000_000;
                return ours == theirs && (!ours || value == expected);
            },
            iter: 20_000);
    }

    [Fact]
    public void Wide_decimals_agree_with_narrow_ones()
    {
        var narrow = new DecimalParser(ColumnType.Decimal(9, 3), (byte)'.');
        var wide = new WideDecimalParser(ColumnType.Decimal(9, 3), (byte)'.');
        NearlyNumbers.Sample(
            text =>
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                var parsed = narrow.TryParse(bytes, out var expected);
                return parsed == wide.TryParse(bytes, out var unscaled) && (!parsed || (decimal)unscaled == expected * 1000);
            },
            iter: 20_000);
    }

    [Fact]
    public void Times_are_parsed_as_dotnet_does()
    {
        var parser = new TimestampParser([], hasZone: true);
        var both = 0;
        NearlyTimes.Sample(
            text =>
            {
                if (!parser.TryParse(Encoding.UTF8.GetBytes(text), out var value)
                    || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected))
                {
                    return true;
                }

                Interlocked.Increment(ref both);
                return value == expected.UtcDateTime && value.Kind == DateTimeKind.Utc;
            },
            iter: 20_000);
        Assert.InRange(both, 1000, 20_000);
    }

    [Fact]
    public void Times_that_dotnet_takes_in_iso_form_are_taken()
    {
        var parser = new TimestampParser([], hasZone: true);
        NearlyTimes.Sample(
            text => !DateTimeOffset.TryParseExact(
                    text,
                    ["yyyy-MM-ddTHH:mm:ss.ffffffK", "yyyy-MM-dd HH:mm:ss.fffK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mmK"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out _)
                || parser.TryParse(Encoding.UTF8.GetBytes(text), out _),
            iter: 20_000);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2026-01-31T24:00:00Z")]
    [InlineData("2026-01-31T10:00:60Z")]
    [InlineData("2026-01-31T10:00:00.Z")]
    [InlineData("2026-01-31T10:00:00+2:00")]
    [InlineData("2026-01-31T10:00:00 Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    public void Texts_that_are_no_times_are_refused(string text) =>
        Assert.False(new TimestampParser([], hasZone: true).TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData('x')]
    [InlineData('/')]
    [InlineData(';')]
    public void Another_character_at_any_place_makes_it_no_date_and_no_time(char other)
    {
        var (time, date) = (new TimestampParser([], hasZone: true), new DateParser([]));
        var text = "2026-11-21T13:24:35.123456+11:15";
        Assert.True(time.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.True(date.TryParse(Encoding.UTF8.GetBytes(text[..10]), out _));
        for (var i = 0; i < text.Length; i++)
        {
            var changed = text.Remove(i, 1).Insert(i, other.ToString());
            Assert.False(time.TryParse(Encoding.UTF8.GetBytes(changed), out _), changed);
            Assert.False(i < 10 && date.TryParse(Encoding.UTF8.GetBytes(changed[..10]), out _), changed[..10]);
        }
    }
}

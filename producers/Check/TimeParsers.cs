using System.Globalization;

namespace DataShare.Producers;

/// <summary>Dates in ISO 8601 (<c>2026-01-31</c>), or in the contract's own formats.</summary>
internal readonly struct DateParser(string[] formats) : IFieldParser<DateOnly>, IFormattedParser
{
    public bool TryParse(ReadOnlySpan<byte> field, out DateOnly value)
    {
        if (formats.Length > 0)
        {
            return FormattedTime.TryParse(field, formats, TryOne, out value, out _);
        }

        if (field.Length == 10 && IsoTime.TryDate(field, out var year, out var month, out var day))
        {
            value = new DateOnly(year, month, day);
            return true;
        }

        value = default;
        return false;
    }

    public string? Conflict(ReadOnlySpan<byte> field)
    {
        FormattedTime.TryParse<DateOnly>(field, formats, TryOne, out _, out var conflict);
        return conflict;
    }

    private static bool TryOne(ReadOnlySpan<char> text, string format, out DateOnly value) =>
        DateOnly.TryParseExact(text, format, FormattedTime.Culture, DateTimeStyles.None, out value);
}

/// <summary>
/// Timestamps in ISO 8601, or in the contract's own formats. With a zone column a value without an offset is
/// taken as UTC and every value is stored in UTC; without one an offset is refused.
/// </summary>
internal readonly struct TimestampParser(string[] formats, bool hasZone) : IFieldParser<DateTime>, IFormattedParser
{
    public bool TryParse(ReadOnlySpan<byte> field, out DateTime value)
    {
        if (formats.Length > 0)
        {
            return FormattedTime.TryParse(field, formats, hasZone ? TryMoment : TryLocal, out value, out _);
        }

        if (!IsoTime.TryTimestamp(field, out value, out var offset) || (offset is not null && !hasZone))
        {
            return false;
        }

        var ticks = value.Ticks - (offset ?? TimeSpan.Zero).Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        value = new DateTime(ticks, hasZone ? DateTimeKind.Utc : DateTimeKind.Unspecified);
        return true;
    }

    public string? Conflict(ReadOnlySpan<byte> field)
    {
        FormattedTime.TryParse<DateTime>(field, formats, hasZone ? TryMoment : TryLocal, out _, out var conflict);
        return conflict;
    }

    private static bool TryMoment(ReadOnlySpan<char> text, string format, out DateTime value) =>
        DateTime.TryParseExact(text, format, FormattedTime.Culture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)
        && value.Ticks % TimeSpan.TicksPerMicrosecond == 0;

    // A value that came with an offset is no longer "unspecified": it was turned to this machine's own zone.
    private static bool TryLocal(ReadOnlySpan<char> text, string format, out DateTime value) =>
        DateTime.TryParseExact(text, format, FormattedTime.Culture, DateTimeStyles.None, out value)
        && value.Kind == DateTimeKind.Unspecified
        && value.Ticks % TimeSpan.TicksPerMicrosecond == 0;
}

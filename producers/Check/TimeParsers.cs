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
/// Timestamps in ISO 8601, or in the contract's own formats. For a type with a zone, a value without an offset is
/// read as UTC, and every value is stored in UTC. For a type without a zone, a value with an offset is refused.
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

    // If the value has an offset, .NET converts it to this machine's zone, and its kind is not "unspecified".
    private static bool TryLocal(ReadOnlySpan<char> text, string format, out DateTime value) =>
        DateTime.TryParseExact(text, format, FormattedTime.Culture, DateTimeStyles.None, out value)
        && value.Kind == DateTimeKind.Unspecified
        && value.Ticks % TimeSpan.TicksPerMicrosecond == 0;
}

/// <summary>
/// ISO 8601 from bytes: <c>2026-01-31</c>, then <c>T</c> or a space, <c>10:20[:30[.123456]]</c>, then nothing,
/// <c>Z</c>, <c>+02:00</c>, <c>+0200</c> or <c>+02</c>. Digits after the sixth must be zeros: a stored
/// timestamp has microseconds.
/// </summary>
internal static class IsoTime
{
    private const int MicrosecondDigits = 6;

    /// <summary>No place on earth is further from UTC, and .NET's own formats have the same limit.</summary>
    private const int MostOffsetMinutes = 14 * 60;

    public static bool TryDate(ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        return text.Length >= 10
            && text[4] == '-'
            && text[7] == '-'
            && TryNumber(text[..4], out year)
            && TryNumber(text[5..7], out month)
            && TryNumber(text[8..10], out day)
            && year >= 1
            && month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month);
    }

    public static bool TryTimestamp(ReadOnlySpan<byte> text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        if (text.Length < 16
            || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || text[13] != ':'
            || !TryDate(text, out var year, out var month, out var day)
            || !TryNumber(text[11..13], out var hour)
            || !TryNumber(text[14..16], out var minute)
            || hour > 23
            || minute > 59)
        {
            return false;
        }

        var rest = text[16..];
        if (!TrySeconds(ref rest, out var second, out var microseconds) || !TryOffset(rest, out offset))
        {
            return false;
        }

        local = new DateTime(year, month, day, hour, minute, second).AddMicroseconds(microseconds);
        return true;
    }

    private static bool TrySeconds(ref ReadOnlySpan<byte> rest, out int second, out int microseconds)
    {
        (second, microseconds) = (0, 0);
        if (rest is not [(byte)':', ..])
        {
            return true;
        }

        if (rest.Length < 3 || !TryNumber(rest[1..3], out second) || second > 59)
        {
            return false;
        }

        rest = rest[3..];
        if (rest is not [(byte)'.' or (byte)',', ..])
        {
            return true;
        }

        var end = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? rest[1..] : rest.Slice(1, end);
        rest = rest[(1 + digits.Length)..];
        if (digits.Length == 0
            || (digits.Length > MicrosecondDigits && digits[MicrosecondDigits..].ContainsAnyExcept((byte)'0')))
        {
            return false;
        }

        for (var i = 0; i < MicrosecondDigits; i++)
        {
            microseconds = (microseconds * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out TimeSpan? offset)
    {
        offset = null;
        switch (rest)
        {
            case []:
                return true;
            case [(byte)'Z' or (byte)'z']:
                offset = TimeSpan.Zero;
                return true;
            case [(byte)'+' or (byte)'-', .. var digits]:
                var minutes = 0;
                if (!(digits.Length switch
                {
                    2 => true,
                    4 => TryNumber(digits[2..], out minutes),
                    5 => digits[2] == ':' && TryNumber(digits[3..], out minutes),
                    _ => false,
                }) || !TryNumber(digits[..2], out var hours) || minutes > 59 || (hours * 60) + minutes > MostOffsetMinutes)
                {
                    return false;
                }

                var span = new TimeSpan(hours, minutes, 0);
                offset = rest[0] == '-' ? -span : span;
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        return true;
    }
}

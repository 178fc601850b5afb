using System.Globalization;
using System.Text;

namespace DataShare.Producers;

/// <summary>Dates in ISO 8601 (<c>2026-01-31</c>), or in the contract's own formats.</summary>
internal readonly struct DateParser(string[] formats) : IFieldParser<DateOnly>
{
    public bool TryParse(ReadOnlySpan<byte> field, out DateOnly value)
    {
        if (formats.Length > 0)
        {
            Span<char> chars = stackalloc char[FormattedTime.MaxChars];
            var text = FormattedTime.Chars(field, chars);
            return DateOnly.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
        }

        if (field.Length == 10 && IsoTime.TryDate(field, out var year, out var month, out var day))
        {
            value = new DateOnly(year, month, day);
            return true;
        }

        value = default;
        return false;
    }
}

/// <summary>
/// Timestamps in ISO 8601, or in the contract's own formats. With a zone column a value without an offset is
/// taken as UTC and every value is stored in UTC; without one an offset is refused.
/// </summary>
internal readonly struct TimestampParser(string[] formats, bool hasZone) : IFieldParser<DateTime>
{
    public bool TryParse(ReadOnlySpan<byte> field, out DateTime value)
    {
        if (formats.Length > 0)
        {
            Span<char> chars = stackalloc char[FormattedTime.MaxChars];
            var text = FormattedTime.Chars(field, chars);
            var style = hasZone ? DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal : DateTimeStyles.None;
            // A value that came with an offset is no longer "unspecified": it was turned to this machine's own zone.
            return DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, style, out value)
                && (hasZone || value.Kind == DateTimeKind.Unspecified)
                && value.Ticks % TimeSpan.TicksPerMicrosecond == 0;
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
}

internal static class FormattedTime
{
    public const int MaxChars = 100;

    /// <summary>The field as characters in <paramref name="room"/>; empty when too long or not ASCII.</summary>
    public static ReadOnlySpan<char> Chars(ReadOnlySpan<byte> field, Span<char> room) =>
        field.Length <= room.Length && Ascii.ToUtf16(field, room, out var written) == System.Buffers.OperationStatus.Done
            ? room[..written]
            : default;
}

using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Time spans as people write them in settings: a whole number and a unit.</summary>
internal static class DurationText
{
    public const string Expected = "a duration such as 500ms, 2s, 1m, 1h or 1d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Null if it is not a time span, or is longer than a year, which is probably a slip and would overflow timers.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var unit = text.TrimStart("0123456789".ToCharArray());
        TimeSpan? one = unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        var digits = text.AsSpan(0, text.Length - unit.Length);
        return one is { } step
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= Longest / step
                ? step * count
                : null;
    }
}

using System.Globalization;

namespace DataShare.Schemas;

/// <summary>
/// Reads .NET formats of dates and timestamps. A format must have day, month and year, because .NET replaces a missing part
/// with the current year, January or the first day.
/// </summary>
internal static class TimeFormatReader
{
    /// <summary>Times that show missing parts: another year than now, afternoons, and months that differ from the minutes.</summary>
    private static readonly DateTime[] Probes =
        [new(2003, 11, 29, 21, 43, 50, DateTimeKind.Utc), new(1987, 6, 5, 22, 17, 8, DateTimeKind.Utc)];

    public static IReadOnlyList<string> Read(YamlMapping csv, string key)
    {
        var formats = csv.TextItems(key) ?? [];
        foreach (var format in formats)
        {
            if (Probes.Any(p => Written(p, format.Text) is not { Length: > 0 }))
            {
                csv.Problem(format.Line, format.Column, $"{SourceProblem.Quote(format.Text)} is not a .NET date format; expected for example dd.MM.yyyy");
            }
            else if (Ambiguity(format.Text) is { } fault)
            {
                csv.YoungerProblem(format.Line, format.Column, $"{SourceProblem.Quote(format.Text)} {fault}");
            }
        }

        return [.. formats.Select(f => f.Text)];
    }

    private static string? Ambiguity(string format) =>
        Probes.Any(p => ReadBack(p, format)?.Date != p.Date) ? "lacks the day, month or year; expected all three, such as dd.MM.yyyy (MM is the month, mm the minute)"
        : Probes.Any(p => TellsHours(p, format) && ReadBack(p, format)?.Hour != p.Hour) ? "does not distinguish morning from afternoon; expected HH, or tt after hh"
        : null;

    private static bool TellsHours(DateTime time, string format) => Written(time, format) != Written(time.AddHours(-1), format);

    private static DateTime? ReadBack(DateTime time, string format) =>
        DateTime.TryParseExact(
            Written(time, format), format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read)
            ? read
            : null;

    /// <summary>Null if it is not a valid format.</summary>
    private static string? Written(DateTime time, string format)
    {
        try
        {
            return format.Length == 0 ? null : time.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

using System.Text.RegularExpressions;

namespace DataShare.EndToEndTests;

/// <summary>
/// Compares the output on a page with the printed one. Load ids and times differ each time and count as equal. <c>…</c> stands
/// for any text. Line breaks and several blanks count as one blank, so that a page may fold a long line.
/// </summary>
internal static partial class ShownOutput
{
    public static bool IsOf(string shown, string printed)
    {
        var pattern = string.Join(".*", Words(shown).Split('…').Select(Regex.Escape));
        return Regex.IsMatch(Words(printed), $"^{pattern}$", RegexOptions.CultureInvariant);
    }

    private static string Words(string text) => Space().Replace(Time().Replace(Id().Replace(text, "ID"), "TIME"), " ").Trim();

    [GeneratedRegex(@"\b01[0-9A-HJKMNP-TV-Z]{5,24}…?", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?Z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();
}

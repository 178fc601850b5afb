using System.Text;

namespace DataShare.Lake;

/// <summary>
/// The least and the greatest text of a column, as the log shows them: cut where they are long, which must not mislead
/// a reader, and left out where a reader's order may be another.
/// </summary>
internal static class TextBound
{
    /// <summary>The first characters tell readers what to skip.</summary>
    private const int BoundChars = 32;

    public static string? Lower(ReadOnlySpan<byte> utf8) =>
        Text(utf8) is { } text ? text[..Math.Min(text.Length, BoundChars)] : null;

    /// <summary>A cut maximum must still be at or above every value: U+FFFD ends it.</summary>
    public static string? Upper(ReadOnlySpan<byte> utf8) =>
        Text(utf8) is not { } text ? null : text.Length <= BoundChars ? text : string.Concat(text.AsSpan(0, BoundChars), "\uFFFD");

    /// <summary>
    /// Readers compare UTF-8 bytes, which is the order of UTF-16 only below the surrogates; a bound beyond them
    /// is left out rather than risked.
    /// </summary>
    private static string? Text(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uFFFF') ? null : text;
    }
}

using System.Text;

namespace DataShare.Lake;

/// <summary>
/// The bounds of a text column in the log. Long texts are cut in a way that does not mislead readers. A bound is omitted if
/// readers may sort it differently.
/// </summary>
internal static class TextBound
{
    /// <summary>The first characters are enough for readers to skip files.</summary>
    private const int BoundChars = 32;

    public static string? Lower(ReadOnlySpan<byte> utf8) =>
        Text(utf8) is { } text ? text[..Math.Min(text.Length, BoundChars)] : null;

    /// <summary>A cut maximum must still be at or above every value: U+FFFD ends it.</summary>
    public static string? Upper(ReadOnlySpan<byte> utf8) =>
        Text(utf8) is not { } text ? null : text.Length <= BoundChars ? text : string.Concat(text.AsSpan(0, BoundChars), "\uFFFD");

    /// <summary>
    /// Null for a text with characters from U+D800 on: readers compare UTF-8 bytes, and UTF-16 has the same order only below the
    /// surrogates.
    /// </summary>
    private static string? Text(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uFFFF') ? null : text;
    }
}

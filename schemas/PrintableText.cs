using System.Globalization;
using System.Text;

namespace DataShare.Schemas;

/// <summary>
/// Makes foreign text safe for a terminal or a log: a file's name or a value can contain characters that move the
/// cursor, change colours, or reverse the direction of text.
/// </summary>
public static class PrintableText
{
    /// <summary>
    /// The text on one line, with unprintable characters as codes: <c>\n</c>, <c>\x1B</c>, <c>\u202E</c>.
    /// </summary>
    public static string Of(string text)
    {
        if (text.All(IsPrintable))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            printable.Append(IsPrintable(c) ? c : c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < '\u0100' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            });
        }

        return printable.ToString();
    }

    /// <summary>
    /// False for control characters, line separators, and characters that change the direction of text.
    /// </summary>
    public static bool IsPrintable(char c) =>
        !char.IsControl(c) && c is not ((>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C');
}

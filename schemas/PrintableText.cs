using System.Globalization;
using System.Text;

namespace DataShare.Schemas;

/// <summary>
/// Text from elsewhere as a terminal or a log may show it: a file's name or a value may hold what moves the cursor,
/// changes colours, or lets the text run backwards.
/// </summary>
public static class PrintableText
{
    /// <summary>The text on one line: what is not printed is shown as its code, <c>\n</c>, <c>\x1B</c>, <c>\u202E</c>.</summary>
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

    /// <summary>Not so are control characters, line separators, and those that turn the direction of what follows.</summary>
    public static bool IsPrintable(char c) =>
        !char.IsControl(c) && c is not ((>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C');
}

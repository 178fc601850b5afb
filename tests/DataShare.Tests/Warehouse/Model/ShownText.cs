using System.Globalization;
using System.Text;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A value in a report: invisible characters as codes, long texts as their length.</summary>
internal static class ShownText
{
    private const int LongestRun = 20;

    public static string Of(string? text)
    {
        if (text is null)
        {
            return "null";
        }

        var shown = new StringBuilder("'");
        for (var i = 0; i < text.Length; i++)
        {
            var run = Run(text, i);
            if (run > LongestRun)
            {
                shown.Append(CultureInfo.InvariantCulture, $"{text[i]}{{{run}}}");
                i += run - 1;
            }
            else if (text[i] is > ' ' and < '\x7F' and not ('\\' or '\'' or '{') or ' ')
            {
                shown.Append(text[i]);
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
        }

        return shown.Append('\'').ToString();
    }

    private static int Run(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] == text[start])
        {
            end++;
        }

        return end - start;
    }
}

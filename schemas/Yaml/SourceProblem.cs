using System.Globalization;

namespace DataShare.Schemas;

/// <summary>What is wrong in a file that somebody wrote, and where: line and column are 1-based.</summary>
public sealed record SourceProblem(string File, int Line, int Column, string Message)
{
    private const int LongestQuote = 80;

    /// <summary>Text from a file as a message may show it: in quotes, on one line, cut at 80 characters.</summary>
    public static string Quote(string text)
    {
        var cut = text.Length > LongestQuote ? string.Concat(text.AsSpan(0, LongestQuote), "…") : text;
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }

    /// <summary>The form that editors and build servers make a link of: <c>file(line,column): message</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {Message}");
}

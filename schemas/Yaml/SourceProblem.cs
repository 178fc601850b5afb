using System.Globalization;

namespace DataShare.Schemas;

/// <summary>A problem in a file, with 1-based line and column.</summary>
public sealed record SourceProblem(string File, int Line, int Column, string Message)
{
    private const int Longest = 80;

    /// <summary>Text from a file as messages show it: at most 80 characters.</summary>
    public static string Cut(string text) =>
        text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 1), "…");

    /// <summary>Text from a file for a message: in quotes, on one line, cut at 80 characters.</summary>
    public static string Quote(string text) =>
        $"'{string.Concat(Cut(text).Select(c => char.IsControl(c) ? ' ' : c))}'";

    /// <summary>The form that editors and build servers turn into a link: <c>file(line,column): message</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {Message}");
}

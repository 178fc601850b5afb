using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Says why a column of a CSV file is text.</summary>
internal static class WhyText
{
    public static string Of(ColumnProfile column) => column.Breaks.Last switch
    {
        null when column.Values == 0 => "it has no values",
        null => "its numbers have too many digits for any type of number",
        var broken when IsZeroLed(broken) => $"{Value(broken)} begins with a zero, which a number would lose",
        { Before: 0 } broken when IsOpenNumber(broken.Value) => $"{Value(broken)} may have a decimal separator or a thousands separator: set decimal or thousands",
        { Before: 0 } broken => $"{Value(broken)} is not a number, date, time or boolean",
        { Before: 1 } broken => $"{Value(broken)} is {NotOf(broken.Type)}, like the value before it",
        var broken => string.Create(CultureInfo.InvariantCulture, $"{Value(broken)} is {NotOf(broken.Type)}, like the {broken.Before:N0} values before it"),
    };

    /// <summary>The value that shows why a column is ordinary text; null if a person may want to give it another type.</summary>
    public static string? PlainValue(ColumnProfile column) =>
        !column.Times.IsDate && column.Times.Timestamps == 0 && column.Breaks.Last is { Before: 0 } broken && !IsZeroLed(broken) && !IsOpenNumber(broken.Value)
            ? Value(broken)
            : null;

    private static string NotOf(string type) => type is "boolean" ? "not true or false" : $"not a {type}";

    private static bool IsZeroLed(TypeBreak broken) =>
        broken.Type == "number" && broken.Value.TrimStart('+', '-') is ['0', _, ..] text && text.All(char.IsAsciiDigit);

    private static bool IsOpenNumber(string value) =>
        value.TrimStart('+', '-').Split(',', '.') is [{ Length: >= 1 and <= 3 } whole, { Length: 3 } group]
        && whole.All(char.IsAsciiDigit)
        && group.All(char.IsAsciiDigit);

    private static string Value(TypeBreak broken) => broken.At.Row > 0 ? $"{SourceProblem.Quote(broken.Value)} in {broken.At}" : SourceProblem.Quote(broken.Value);
}

using System.Globalization;

namespace DataShare.Producers;

/// <summary>One broken rule of one row.</summary>
/// <param name="Row">The row's number in its file, from 1, the header not counted.</param>
/// <param name="Line">The line of a CSV file where the row starts, from 1; null for Parquet.</param>
/// <param name="Column">The contract's column, or null when the row as a whole is broken.</param>
/// <param name="Value">Cut at 80 characters; <c>***</c> for a restricted column; null when the value is null.</param>
internal sealed record Violation(long Row, long? Line, string? Column, string? Value, string Rule, string Text)
{
    public const int MaxValueChars = 80;

    /// <summary>The sentence for people: <c>column 'amount': '12,50' is not decimal(18,2)</c>.</summary>
    public string Message => (Column, Value) switch
    {
        (null, _) => Text,
        (_, null) => $"column '{Column}' {Text}",
        _ => $"column '{Column}': '{Value}' {Text}",
    };

    /// <summary>Where it is, for people: <c>line 1042</c> or <c>row 1041</c>.</summary>
    public string Place => Line is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"line {line}")
        : string.Create(CultureInfo.InvariantCulture, $"row {Row}");

    public static string Cut(string value) =>
        value.Length <= MaxValueChars ? value : string.Concat(value.AsSpan(0, MaxValueChars - 1), "…");
}

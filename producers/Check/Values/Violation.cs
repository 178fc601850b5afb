using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>One broken rule of one row.</summary>
/// <param name="Column">The contract's column, or null when the row as a whole is broken.</param>
/// <param name="Value">Cut at 80 characters; <c>***</c> for a restricted column; null when the value is null.</param>
internal sealed record Violation(RowPlace At, string? Column, string? Value, string Rule, string Text)
{
    public const int MaxValueChars = 80;

    /// <summary>The sentence for people: <c>column 'amount': '12,50' is not decimal(18,2)</c>.</summary>
    public string Message => (Column, Value) switch
    {
        (null, _) => Text,
        (_, null) => $"column '{Column}' {Text}",
        _ => $"column '{Column}': '{Value}' {Text}",
    };

    /// <summary>As the quarantine keeps it.</summary>
    public QuarantinedValue Kept => new(At.Row, At.Line, At.ByteOffset, Column, Value, Rule, Message);

    public static string Cut(string value) =>
        value.Length <= MaxValueChars ? value : string.Concat(value.AsSpan(0, MaxValueChars - 1), "…");
}

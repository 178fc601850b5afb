using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A row that is not accepted, with all rules that it breaks.</summary>
/// <param name="raw">The record as it is in the file, in UTF-8; for a file without lines a JSON object of its texts.</param>
/// <param name="record">The same as a record of a CSV file, for the person who corrects it.</param>
/// <param name="violations">At least one.</param>
internal readonly ref struct RejectedRow(
    ReadOnlySpan<byte> raw, ReadOnlySpan<byte> record, IReadOnlyList<Violation> violations)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Record { get; } = record;

    public IReadOnlyList<Violation> Violations { get; } = violations;
}

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

/// <summary>Writes the rejected rows of a file in full. Disposed before its completion it leaves nothing.</summary>
internal interface IRejectedRowsWriter : IAsyncDisposable
{
    /// <summary>The quarantine entry of the rows; null before the first row.</summary>
    QuarantineEntry? Entry { get; }

    /// <summary>Whether <see cref="FlushAsync"/> should be called before the next row.</summary>
    bool IsFull { get; }

    /// <param name="form">How people are to see the rows; the same for all rows.</param>
    void Write(in RejectedRow row, RecordForm form);

    Task FlushAsync(CancellationToken cancellationToken);

    Task CompleteAsync(CancellationToken cancellationToken);
}

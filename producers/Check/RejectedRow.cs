namespace DataShare.Producers;

/// <summary>A row that is not accepted, with everything it breaks.</summary>
/// <param name="raw">The record as it stood in the file, in UTF-8; for a file without lines a JSON object of its texts.</param>
/// <param name="record">The same as one record of a CSV file, for the person who mends it.</param>
/// <param name="violations">At least one.</param>
internal readonly ref struct RejectedRow(
    ReadOnlySpan<byte> raw, ReadOnlySpan<byte> record, IReadOnlyList<Violation> violations)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Record { get; } = record;

    public IReadOnlyList<Violation> Violations { get; } = violations;
}

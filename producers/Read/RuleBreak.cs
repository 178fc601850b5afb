using System.Globalization;

namespace DataShare.Producers;

/// <summary>A broken rule: why a value is rejected.</summary>
/// <param name="Rule">The rule's name in the contract: type, required, minimum, maximum, maxLength, …</param>
/// <param name="Text">The text after the quoted value: <c>is not decimal(18,2)</c>.</param>
internal sealed record RuleBreak(string Rule, string Text)
{
    public static RuleBreak Required { get; } = new("required", "is null, but the column is required");

    public static RuleBreak PrimaryKey { get; } = new("primaryKey", "is null, but the column is part of the primary key");

    /// <summary>NaN or infinity in a column that does not accept them.</summary>
    public static RuleBreak NonFinite { get; } =
        new("type", "is not a finite number; to accept NaN and infinity, write {property: nonFinite, value: accept} at the column");

    public static RuleBreak BadUtf8 { get; } = new("encoding", "is not valid UTF-8");
}

/// <summary>The place of a row in its file.</summary>
/// <param name="Row">Its number from 1, the header not counted.</param>
/// <param name="Line">The line of a CSV file where it starts, from 1; null for Parquet.</param>
/// <param name="ByteOffset">Its offset in the file's unpacked content, from 0; null for Parquet.</param>
internal readonly record struct RowPlace(long Row, long? Line = null, long? ByteOffset = null)
{
    /// <summary>For people: <c>line 1042</c> or <c>row 1041</c>.</summary>
    public override string ToString() => Line is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"line {line}")
        : string.Create(CultureInfo.InvariantCulture, $"row {Row}");
}

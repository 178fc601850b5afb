using System.Globalization;

namespace DataShare.Producers;

/// <summary>Where a row is in its file.</summary>
/// <param name="Row">Its number from 1, the header not counted.</param>
/// <param name="Line">The line of a CSV file where it starts, from 1; null for Parquet.</param>
/// <param name="ByteOffset">Where it starts in the file's unpacked content, from 0; null for Parquet.</param>
internal readonly record struct RowPlace(long Row, long? Line = null, long? ByteOffset = null)
{
    /// <summary>For people: <c>line 1042</c> or <c>row 1041</c>.</summary>
    public override string ToString() => Line is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"line {line}")
        : string.Create(CultureInfo.InvariantCulture, $"row {Row}");
}

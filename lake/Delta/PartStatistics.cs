using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>The <c>stats</c> of an added part: JSON by which other programs skip parts.</summary>
internal static class PartStatistics
{
    /// <summary>
    /// The number of UTF-16 units that are kept of a string bound, the same as Spark keeps. It is enough to skip parts, and
    /// entries stay small.
    /// </summary>
    private const int MaxBoundLength = 32;

    /// <summary>Sorts after any string with the same beginning.</summary>
    private const string AfterAll = "\U0010FFFF";

    /// <summary>The row count of a part without a recorded count.</summary>
    public const long UnknownRows = -1;

    public static string Json(TablePart part, DataContract contract)
    {
        var local = contract.Columns.Where(c => c.Type.Kind == ColumnKind.TimestampLocal)
            .Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = DeltaJson.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("numRecords", part.Rows);
            writer.WriteStartObject("minValues");
            foreach (var (column, statistics) in part.Columns)
            {
                WriteBound(writer, column, Cut(statistics.Minimum, local.Contains(column)));
            }

            writer.WriteEndObject();
            writer.WriteStartObject("maxValues");
            foreach (var (column, statistics) in part.Columns)
            {
                WriteBound(writer, column, CutUp(statistics.Maximum, local.Contains(column)));
            }

            writer.WriteEndObject();
            writer.WriteStartObject("nullCount");
            foreach (var (column, statistics) in part.Columns)
            {
                writer.WriteNumber(column, statistics.NullCount);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The row count, or <see cref="UnknownRows"/>.</summary>
    public static long Rows(string? stats)
    {
        if (stats is null)
        {
            return UnknownRows;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(stats));
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("numRecords"))
            {
                return reader.Read() && reader.TryGetInt64(out var rows) ? rows : UnknownRows;
            }
        }

        return UnknownRows;
    }

    private static void WriteBound(Utf8JsonWriter writer, string column, object? bound)
    {
        switch (bound)
        {
            case string text:
                writer.WriteString(column, text);
                break;
            case sbyte or short or int or long or byte:
                writer.WriteNumber(column, Convert.ToInt64(bound, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                writer.WriteNumber(column, number);
                break;
            case 0.0 when double.IsNegative((double)bound):
                // Without a decimal point, some readers would take -0 for an integer, which has no negative zero.
                writer.WritePropertyName(column);
                writer.WriteRawValue("-0.0");
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(column, number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumber(column, number);
                break;
            default:
                // The bound is unknown, all values are null, or the protocol has no bounds for the type (boolean, binary, infinity).
                break;
        }
    }

    /// <summary>A lower bound may be shortened: the beginning of a string sorts before it.</summary>
    private static object? Cut(object? bound, bool isLocal) => bound is string text ? Cut(text) : TimeText(bound, isLocal);

    private static object? CutUp(object? bound, bool isLocal) => bound is string { Length: > MaxBoundLength } text
        ? Cut(text) + AfterAll
        : TimeText(bound, isLocal);

    private static string Cut(string text)
    {
        if (text.Length <= MaxBoundLength)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[MaxBoundLength - 1]) ? MaxBoundLength - 1 : MaxBoundLength;
        return text[..length];
    }

    /// <summary>The protocol rounds both bounds of times down to milliseconds, and its readers allow for that.</summary>
    private static object? TimeText(object? bound, bool isLocal) => bound switch
    {
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(
            isLocal ? "yyyy-MM-dd'T'HH:mm:ss.fff" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => bound,
    };
}

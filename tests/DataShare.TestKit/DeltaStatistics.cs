using System.Globalization;
using System.Text.Json;

namespace DataShare.TestKit;

/// <summary>The protocol's rules for the statistics of a part.</summary>
internal static class DeltaStatistics
{
    public static long? Rows(JsonElement add) =>
        Parse(add) is { } stats ? stats.GetProperty("numRecords").GetInt64() : null;

    public static void Check(JsonElement add, IReadOnlyList<DeltaColumn> columns)
    {
        if (Parse(add) is not { } stats)
        {
            return;
        }

        var path = add.GetProperty("path").GetString();
        var rows = stats.GetProperty("numRecords").GetInt64();
        foreach (var bounds in new[] { "minValues", "maxValues" })
        {
            foreach (var value in Values(stats, bounds))
            {
                var column = Find(columns, value.Name, path);
                DeltaLogReplay.Require(Fits(column.Type, value.Value), $"'{path}': {bounds}.{value.Name} is {value.Value}, the column {column.Type}");
            }
        }

        foreach (var value in Values(stats, "nullCount"))
        {
            _ = Find(columns, value.Name, path);
            DeltaLogReplay.Require(
                value.Value.TryGetInt64(out var count) && count >= 0 && count <= rows,
                $"'{path}': nullCount.{value.Name} is {value.Value} of {rows} rows");
        }
    }

    private static JsonElement? Parse(JsonElement add) =>
        add.TryGetProperty("stats", out var stats) && stats.ValueKind == JsonValueKind.String
            ? JsonDocument.Parse(stats.GetString()!).RootElement
            : null;

    private static JsonElement.ObjectEnumerator Values(JsonElement stats, string name) =>
        stats.TryGetProperty(name, out var values) ? values.EnumerateObject() : default;

    private static DeltaColumn Find(IReadOnlyList<DeltaColumn> columns, string name, string? path) =>
        columns.FirstOrDefault(c => c.Name == name)
            ?? throw new DeltaProtocolException($"'{path}' has statistics of '{name}', which the schema does not have");

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "byte" or "short" or "integer" or "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "float" or "double" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "date" => IsTime(value, "yyyy-MM-dd"),
        "timestamp" => IsTime(value, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        "timestamp_ntz" => IsTime(value, "yyyy-MM-dd'T'HH:mm:ss.fff"),
        "boolean" or "binary" => false,
        _ => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
    };

    private static bool IsTime(JsonElement value, string format) =>
        value.ValueKind == JsonValueKind.String
        && DateTime.TryParseExact(value.GetString(), format, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
}

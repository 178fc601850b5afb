using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataShare.TestKit;

/// <summary>Checks the fields of actions and the form of a schema against the protocol.</summary>
internal static partial class DeltaFields
{
    private static readonly string[] PrimitiveTypes =
        ["string", "long", "integer", "short", "byte", "float", "double", "boolean", "binary", "date", "timestamp", "timestamp_ntz"];

    public static void Check(string kind, JsonElement action, string where)
    {
        foreach (var (field, type, required) in Fields(kind))
        {
            if (!action.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                DeltaLogReplay.Require(!required, $"version {where}: {kind} has no {field}");
                continue;
            }

            DeltaLogReplay.Require(Is(type, value), $"version {where}: {kind}.{field} is {value.ValueKind}, expected {type}");
        }

        if (kind == "remove" && action.TryGetProperty("extendedFileMetadata", out var extended) && extended.ValueKind == JsonValueKind.True)
        {
            foreach (var field in new[] { "partitionValues", "size", "tags" })
            {
                DeltaLogReplay.Require(
                    action.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null, $"version {where}: {kind} with extendedFileMetadata has no {field}");
            }
        }
    }

    public static IReadOnlyList<DeltaColumn> Columns(string schemaString)
    {
        var schema = JsonDocument.Parse(schemaString).RootElement;
        DeltaLogReplay.Require(schema.GetProperty("type").GetString() == "struct", "the schema is not a struct");
        var columns = schema.GetProperty("fields").EnumerateArray().Select(Column).ToList();
        var twice = columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        DeltaLogReplay.Require(twice is null, $"the schema has '{twice?.Key}' twice");
        return columns;
    }

    public static void CheckFeatures(JsonElement protocol, IReadOnlyList<DeltaColumn> columns)
    {
        var reader = protocol.GetProperty("minReaderVersion").GetInt32();
        var writer = protocol.GetProperty("minWriterVersion").GetInt32();
        var (readerFeatures, writerFeatures) = (Names(protocol, "readerFeatures"), Names(protocol, "writerFeatures"));
        DeltaLogReplay.Require(readerFeatures is not null == (reader == 3), $"reader version {reader} and readerFeatures do not go together");
        DeltaLogReplay.Require(writerFeatures is not null == (writer == 7), $"writer version {writer} and writerFeatures do not go together");
        DeltaLogReplay.Require(reader != 3 || writer == 7, "reader version 3 needs writer version 7");
        DeltaLogReplay.Require(
            (readerFeatures ?? []).All((writerFeatures ?? []).Contains), "a reader feature is not a writer feature as well");
        if (columns.Any(c => c.Type == "timestamp_ntz"))
        {
            DeltaLogReplay.Require(
                readerFeatures?.Contains("timestampNtz") == true && writerFeatures?.Contains("timestampNtz") == true,
                "timestamp_ntz needs the table feature timestampNtz");
        }
    }

    private static DeltaColumn Column(JsonElement field)
    {
        var (name, type) = (field.GetProperty("name").GetString()!, field.GetProperty("type").GetString()!);
        var (nullable, metadata) = (field.GetProperty("nullable"), field.GetProperty("metadata"));
        DeltaLogReplay.Require(IsType(type), $"column '{name}' has the unknown type '{type}'");
        DeltaLogReplay.Require(Is("boolean", nullable), $"column '{name}': nullable is {nullable.ValueKind}");
        DeltaLogReplay.Require(metadata.ValueKind == JsonValueKind.Object, $"column '{name}': metadata is {metadata.ValueKind}");
        return new DeltaColumn(name, type, nullable.GetBoolean(), metadata);
    }

    private static bool IsType(string type)
    {
        if (PrimitiveTypes.Contains(type))
        {
            return true;
        }

        var match = DecimalType().Match(type);
        return match.Success
            && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is var precision and >= 1 and <= 38
            && int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) <= precision;
    }

    private static (string Field, string Type, bool Required)[] Fields(string kind) => kind switch
    {
        "protocol" => [("minReaderVersion", "long", true), ("minWriterVersion", "long", true), ("readerFeatures", "array", false), ("writerFeatures", "array", false)],
        "metaData" =>
        [
            ("id", "guid", true), ("name", "string", false), ("description", "string", false), ("format", "object", true),
            ("schemaString", "string", true), ("partitionColumns", "array", true), ("createdTime", "long", false), ("configuration", "map", true),
        ],
        "add" =>
        [
            ("path", "uri", true), ("partitionValues", "map", true), ("size", "long", true), ("modificationTime", "long", true),
            ("dataChange", "boolean", true), ("stats", "string", false), ("tags", "map", false),
        ],
        "remove" => [("path", "uri", true), ("deletionTimestamp", "long", false), ("dataChange", "boolean", true), ("size", "long", false), ("partitionValues", "map", false)],
        "txn" => [("appId", "string", true), ("version", "long", true), ("lastUpdated", "long", false)],
        _ => [],
    };

    private static bool Is(string type, JsonElement value) => type switch
    {
        "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "string" => value.ValueKind == JsonValueKind.String,
        "guid" => value.ValueKind == JsonValueKind.String && Guid.TryParse(value.GetString(), out _),
        "uri" => value.ValueKind == JsonValueKind.String && EncodedPath().IsMatch(value.GetString()!),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String),
        "map" => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String),
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static List<string>? Names(JsonElement protocol, string field) =>
        protocol.TryGetProperty(field, out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
            : null;

    [GeneratedRegex(@"^decimal\((\d{1,2}),(\d{1,2})\)$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalType();

    /// <summary>Characters that RFC 2396 allows unencoded in a URI, and percent signs only before two digits.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z0-9\-_.!~*'();/?:@&=+$,]|%[0-9A-Fa-f]{2})+$", RegexOptions.CultureInvariant)]
    private static partial Regex EncodedPath();
}

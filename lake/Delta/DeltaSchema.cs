using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>A table's schema in the protocol's JSON form, and how a contract changes it.</summary>
/// <remarks>
/// Every column may be null, even if the contract requires it. If a later minor version adds a required column with a
/// default, earlier parts lack the column, and the protocol fills it with null there. So <c>nullable: false</c> would be
/// wrong, and other programs would refuse to write rows because of it. The gate checks required columns. The field's
/// metadata has the contract's id of the column.
/// </remarks>
internal static class DeltaSchema
{
    private const string ColumnIdKey = "datashare.columnId";
    private const string CommentKey = "comment";

    /// <summary>
    /// Adds the contract's columns to the schema. Columns that the contract no longer has stay, because old parts have
    /// them. New columns come before DataShare's own two.
    /// </summary>
    /// <param name="existing">Null for a new table.</param>
    /// <param name="mayReword">Whether this contract may change ids and comments; false if a newer one wrote them.</param>
    /// <exception cref="InvalidOperationException">A column has another type in the contract than in the table.</exception>
    public static string Merge(string? existing, DataContract contract, bool mayReword)
    {
        var fields = existing is null ? [] : Fields(existing);
        if (fields.Count == 0)
        {
            fields.Add(Field(PartSchema.LoadIdColumn, "string", []));
            fields.Add(Field(PartSchema.SourceRowColumn, "long", []));
        }

        foreach (var column in contract.LandedColumns)
        {
            var found = fields.Find(f => string.Equals(NameOf(f), column.Name, StringComparison.OrdinalIgnoreCase));
            if (found is null)
            {
                fields.Insert(PlaceOfNew(fields), Field(column.Name, TypeOf(column.Type), Described([], column)));
            }
            else
            {
                Confirm(found, column, contract, mayReword);
            }
        }

        return Text(fields);
    }

    public static bool HasLocalTimestamps(string schemaString) =>
        Fields(schemaString).Exists(f => f["type"] is JsonValue type && type.TryGetValue<string>(out var name) && name == "timestamp_ntz");

    /// <summary>The protocol's name of a type.</summary>
    public static string TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => "byte",
        ColumnKind.Int16 => "short",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "long",
        ColumnKind.Double => "double",
        ColumnKind.Boolean => "boolean",
        ColumnKind.String or ColumnKind.Uuid => "string",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "timestamp",
        ColumnKind.TimestampLocal => "timestamp_ntz",
        ColumnKind.Binary => "binary",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "a kind without a Delta type"),
    };

    private static void Confirm(JsonObject field, ContractColumn column, DataContract contract, bool mayReword)
    {
        var (name, type) = (NameOf(field), field["type"]!.ToString());
        if (name != column.Name || type != TypeOf(column.Type))
        {
            throw new InvalidOperationException(
                $"Column '{name}' of the lake's table is {type}; contract {contract} has '{column.Name}' as " +
                $"{TypeOf(column.Type)}. Nothing was committed. Give the contract a new major version, which has its own table.");
        }

        if (mayReword)
        {
            field["metadata"] = Described(field["metadata"]?.DeepClone().AsObject() ?? [], column);
        }
    }

    private static JsonObject Described(JsonObject metadata, ContractColumn column)
    {
        metadata[ColumnIdKey] = column.Id;
        metadata.Remove(CommentKey);
        if (column.Description is not null)
        {
            metadata[CommentKey] = column.Description;
        }

        return metadata;
    }

    private static int PlaceOfNew(List<JsonObject> fields) =>
        fields.FindIndex(f => NameOf(f) == PartSchema.LoadIdColumn) is >= 0 and var place ? place : fields.Count;

    private static string NameOf(JsonObject field) => field["name"]!.GetValue<string>();

    private static JsonObject Field(string name, string type, JsonObject metadata) =>
        new() { ["name"] = name, ["type"] = type, ["nullable"] = true, ["metadata"] = metadata };

    private static List<JsonObject> Fields(string schemaString) =>
        [.. JsonNode.Parse(schemaString)!["fields"]!.AsArray().Select(f => f!.AsObject())];

    private static string Text(List<JsonObject> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = DeltaJson.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "struct");
            writer.WriteStartArray("fields");
            fields.ForEach(f => f.WriteTo(writer));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

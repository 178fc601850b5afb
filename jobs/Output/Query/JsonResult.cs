using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataShare.Lake;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// Writes rows as one JSON array of objects, one row on each line, streamed. Numbers are numbers (or strings, if JSON cannot
/// hold them), times are ISO 8601, bytes base64.
/// </summary>
internal static class JsonResult
{
    private const int FlushBytes = 1 << 16;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async ValueTask<long> WriteAsync(IQuerySession query, Stream output, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, Options);
        var count = 0L;
        buffer.WriteByte((byte)'[');
        while (await query.Reader.ReadAsync(cancellationToken))
        {
            buffer.Write(count++ == 0 ? "\n"u8 : ",\n"u8);
            WriteRow(json, query.Columns);
            await json.FlushAsync(cancellationToken);
            json.Reset();
            if (buffer.Length > FlushBytes)
            {
                await EmptyAsync(buffer, output, cancellationToken);
            }
        }

        buffer.Write("\n]\n"u8);
        await EmptyAsync(buffer, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return count;
    }

    /// <summary>A few rows, as part of another JSON value.</summary>
    public static JsonElement Rows(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                foreach (var (name, value) in columns.Zip(row))
                {
                    json.WritePropertyName(name);
                    WriteValue(json, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return JsonSerializer.Deserialize<JsonElement>(buffer.ToArray());
    }

    private static void WriteRow(Utf8JsonWriter json, IReadOnlyList<ResultColumn> columns)
    {
        json.WriteStartObject();
        foreach (var column in columns)
        {
            json.WritePropertyName(column.Name);
            if (column.IsJson && column.Read() is string nested)
            {
                json.WriteRawValue(JsonNumbers.Quoted(nested));
            }
            else
            {
                WriteValue(json, column.Read());
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case UnscaledDecimal number:
                json.WriteRawValue(number.ToString());
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case IDictionary map:
                json.WriteStartObject();
                foreach (var entry in ValueText.Entries(map))
                {
                    json.WritePropertyName(ValueText.Of(entry.Key));
                    WriteValue(json, entry.Value);
                }

                json.WriteEndObject();
                break;
            case IEnumerable list and not string and not byte[]:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(ValueText.Of(value));
                break;
        }
    }

    private static async ValueTask EmptyAsync(MemoryStream buffer, Stream output, CancellationToken cancellationToken)
    {
        buffer.Position = 0;
        await buffer.CopyToAsync(output, cancellationToken);
        buffer.SetLength(0);
    }
}

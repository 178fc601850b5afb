using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A rejected row of a Parquet file as text: for programs a JSON object, for people a record of a CSV file.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A writer into memory holds nothing.")]
internal sealed class ParquetRowText
{
    private readonly ArrayBufferWriter<byte> json = new();
    private readonly ArrayBufferWriter<byte> record = new();
    private readonly Utf8JsonWriter writer;

    public ParquetRowText(DataContract contract)
    {
        writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Form = RecordForm.Plain with { Header = [.. contract.Columns.Select(c => c.Name)] };
    }

    /// <summary>The record's columns are the contract's.</summary>
    public RecordForm Form { get; }

    public ReadOnlySpan<byte> Json => json.WrittenSpan;

    public ReadOnlySpan<byte> Record => record.WrittenSpan;

    /// <summary>Formats one of the rows that the columns read last.</summary>
    public void Take(IReadOnlyList<ParquetColumn> columns, int row)
    {
        json.ResetWrittenCount();
        record.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        foreach (var (i, column) in columns.Index())
        {
            var value = column.Text(row);
            if (value is not null)
            {
                writer.WriteString(column.Gate.Column.Name, value);
            }

            record.Write(Encoding.UTF8.GetBytes((i == 0 ? "" : ",") + Field(value)));
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>An empty text is quoted, so that it is not taken for a null.</summary>
    private static string Field(string? value) => value switch
    {
        null => "",
        "" => "\"\"",
        _ when value.AsSpan().ContainsAny(",\"\r\n") => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value,
    };
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// The row's values in columns that the contract does not have, as one JSON object of texts without nulls. Null for a row
/// that has no such value. Not thread-safe.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A writer into memory holds nothing.")]
internal sealed class RescuedValues
{
    private readonly ArrayBufferWriter<byte> json = new();
    private readonly JsonEncodedText[] names;
    private readonly Utf8JsonWriter writer;
    private bool isEmpty = true;

    public RescuedValues(IReadOnlyList<FileColumn> columns)
    {
        names = [.. columns.Select(c => JsonEncodedText.Encode(c.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Forgets the values of the row before.</summary>
    public void BeginRow()
    {
        if (!isEmpty)
        {
            json.ResetWrittenCount();
            writer.Reset();
            isEmpty = true;
        }
    }

    /// <summary>Returns the broken rule, or null.</summary>
    /// <param name="column">The column's number among the unknown columns, from 0.</param>
    public RuleBreak? Add(int column, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return RuleBreak.BadUtf8;
        }

        Begin();
        writer.WriteString(names[column], utf8);
        return null;
    }

    public void Add(int column, string text)
    {
        Begin();
        writer.WriteString(names[column], text);
    }

    /// <summary>Appends the row's object.</summary>
    public void EndRow(TextColumn target)
    {
        if (isEmpty)
        {
            target.AppendNull();
            return;
        }

        writer.WriteEndObject();
        writer.Flush();
        target.Append(json.WrittenSpan);
    }

    private void Begin()
    {
        if (isEmpty)
        {
            writer.WriteStartObject();
            isEmpty = false;
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataShare.Lake;

[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(LastCheckpoint))]
internal sealed partial class DeltaJson : JsonSerializerContext
{
    /// <summary>
    /// Does not escape letters and quotes. An entry has JSON in strings, and the default encoder would make it half as large
    /// again and unreadable. The text is never shown in a web page.
    /// </summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static DeltaJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Encoder,
    });
}

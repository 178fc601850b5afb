using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataShare.Lake;

[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(LastCheckpoint))]
internal sealed partial class DeltaJson : JsonSerializerContext
{
    /// <summary>
    /// Letters and quotes stay as they are: an entry holds JSON in strings, which the default would blow up by half
    /// and nobody could read. It is never shown in a web page.
    /// </summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static DeltaJson Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Encoder,
    });
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataShare.Jobs;

/// <summary>How <c>--json</c> looks everywhere: camel case, indented, every key always there.</summary>
public static class JsonOutput
{
    public static void Write(TextWriter output, object result) =>
        output.WriteLine(JsonSerializer.Serialize(result, Options));

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The output goes to programs and people, not into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}

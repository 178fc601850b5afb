using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>A major version that takes no more files.</summary>
/// <param name="By">The person who retired it.</param>
/// <param name="At">The time, in UTC.</param>
public sealed record RetiredMajor(DatasetName Dataset, int Major, string By, DateTimeOffset At);

[JsonSerializable(typeof(RetiredMajor))]
internal sealed partial class RetiredMajorJson : JsonSerializerContext
{
    /// <summary>Indented, because people read it.</summary>
    public static RetiredMajorJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TextConverter<DatasetName>(static text => Schemas.DatasetName.Parse(text)) },
    });
}

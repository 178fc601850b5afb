using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Schemas;

namespace DataShare.Lake;

[JsonSerializable(typeof(QuarantineReason))]
[JsonSerializable(typeof(QuarantineClosure))]
internal sealed partial class QuarantineJson : JsonSerializerContext
{
    /// <summary>Indented and without escaped letters, because people read it.</summary>
    public static QuarantineJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<QuarantineKind>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<QuarantineEnd>(JsonNamingPolicy.CamelCase),
            new TextConverter<LoadId>(static text => Lake.LoadId.Parse(text)),
            new TextConverter<DatasetName>(static text => Schemas.DatasetName.Parse(text)),
            new TextConverter<ContentHash>(static text => Lake.ContentHash.Parse(text)),
            new TextConverter<ContractVersion>(static text => Schemas.ContractVersion.Parse(text)),
        },
    });
}

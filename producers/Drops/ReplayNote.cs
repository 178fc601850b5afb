using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// What makes a claim a replay: <c>.replay</c> in its folder, written before the file has its name there, so that
/// whoever takes an abandoned claim over knows what it was for.
/// </summary>
/// <param name="Of">The load that is replayed.</param>
/// <param name="Kind">Whether the file is taken as a whole, or rows of it.</param>
/// <param name="IsMended">Whether the file is another one than was refused, mended by somebody.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Older">As in <see cref="IngestOptions"/>.</param>
/// <param name="WrittenAt">When the file that came was last written; null when that is not known.</param>
internal sealed record ReplayNote(string Of, QuarantineKind Kind, bool IsMended, string By, bool Older = false, DateTimeOffset? WrittenAt = null)
{
    private const string FileName = ".replay";

    /// <summary>Whether the file is rows that were given out, without what stood in front of them.</summary>
    [JsonIgnore]
    public bool IsMendedRows => IsMended && Kind is QuarantineKind.Rows;

    [JsonIgnore]
    public LoadId OfLoad => LoadId.Parse(Of);

    /// <summary>The note of a claim's folder; null when it is a drop like any other.</summary>
    public static ReplayNote? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), ReplayNoteJson.Default.ReplayNote);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Write(string folder)
    {
        // Renamed into place: nobody reads half of it.
        var next = Path.Combine(folder, FileName + ".next");
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, ReplayNoteJson.Default.ReplayNote));
        File.Move(next, Path.Combine(folder, FileName), overwrite: true);
    }
}

[JsonSerializable(typeof(ReplayNote))]
internal sealed partial class ReplayNoteJson : JsonSerializerContext;

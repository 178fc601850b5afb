using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// Marks a claim as a replay: <c>.replay</c> in the claim's folder. It is written before the file gets its name there, so that
/// a process that takes over the claim knows that it is a replay.
/// </summary>
/// <param name="Of">The load that is replayed.</param>
/// <param name="Kind">Whether the whole file is replayed, or its rejected rows.</param>
/// <param name="IsMended">Whether the file is a corrected one, not the file that was refused.</param>
/// <param name="By">The person who replays.</param>
/// <param name="Older">As in <see cref="IngestOptions"/>.</param>
/// <param name="WrittenAt">When the original file was last written; null if unknown.</param>
internal sealed record ReplayNote(string Of, QuarantineKind Kind, bool IsMended, string By, bool Older = false, DateTimeOffset? WrittenAt = null)
{
    private const string FileName = ".replay";

    /// <summary>Whether the file has corrected rows of an entry, without the row, line and reason columns.</summary>
    [JsonIgnore]
    public bool IsMendedRows => IsMended && Kind is QuarantineKind.Rows;

    [JsonIgnore]
    public LoadId OfLoad => LoadId.Parse(Of);

    /// <summary>The note in a claim's folder; null for an ordinary drop.</summary>
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

using System.Text.Json;

namespace DataShare.Producers;

/// <summary>What a claim notes of a file that was in an archive: its own name cannot tell.</summary>
/// <param name="Name">As people see it: <c>orders.zip/may.csv</c>.</param>
/// <param name="SidecarName">Where its sidecar was, or null.</param>
/// <param name="Archive">The archive's identity; null when the file comes alone, from the quarantine.</param>
internal sealed record MemberNote(string Name, string? SidecarName, string? Archive = null)
{
    /// <summary>What the member itself is called in its claim: its name may be one that no file can have.</summary>
    public const string MemberFile = "member";

    private const string NoteFile = ".member";

    /// <summary>Null when the claimed file was dropped itself.</summary>
    public static MemberNote? Read(string folder)
    {
        var file = Path.Combine(folder, NoteFile);
        return File.Exists(file) ? JsonSerializer.Deserialize<MemberNote>(File.ReadAllBytes(file)) : null;
    }

    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, NoteFile), JsonSerializer.SerializeToUtf8Bytes(this));
}

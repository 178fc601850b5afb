using System.Text.Json;

namespace DataShare.Producers;

/// <summary>A claim's note about a member of an archive, because the claimed file does not have the member's name.</summary>
/// <param name="Name">The name that people see: <c>orders.zip/may.csv</c>.</param>
/// <param name="SidecarName">The name of its sidecar, or null.</param>
/// <param name="Archive">The archive's identity; null when the member is replayed from the quarantine.</param>
internal sealed record MemberNote(string Name, string? SidecarName, string? Archive = null)
{
    /// <summary>The member's file name in its claim: its own name may not be a valid file name.</summary>
    public const string MemberFile = "member";

    private const string NoteFile = ".member";

    /// <summary>Null when the claimed file is not a member of an archive.</summary>
    public static MemberNote? Read(string folder)
    {
        var file = Path.Combine(folder, NoteFile);
        return File.Exists(file) ? JsonSerializer.Deserialize<MemberNote>(File.ReadAllBytes(file)) : null;
    }

    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, NoteFile), JsonSerializer.SerializeToUtf8Bytes(this));
}

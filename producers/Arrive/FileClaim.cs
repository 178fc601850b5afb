using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A file that this process alone works on: it was moved into a folder named after its load id.</summary>
/// <param name="Inbox">Where it was dropped.</param>
/// <param name="Folder"><c>.claimed/&lt;loadId&gt;</c>.</param>
/// <param name="Name">The file's name, as it was dropped; of a member of an archive <c>orders.zip/may.csv</c>.</param>
/// <param name="Again">Whether it lands even if its content has landed before.</param>
/// <param name="HasSidecar">Whether a sidecar was next to it.</param>
internal sealed record FileClaim(DatasetInbox Inbox, LoadId LoadId, string Folder, string Name, bool Again, bool HasSidecar)
{
    /// <summary>The quarantine entry that it replays; null for an ordinary drop.</summary>
    public ReplayNote? Replay { get; init; }

    /// <summary>Whether it lands even if a newer snapshot has landed.</summary>
    public bool Older { get; init; }

    /// <summary>Where its sidecar is now. A hidden name: it must not look like the claimed file.</summary>
    public string SidecarPath => System.IO.Path.Combine(Folder, ".sidecar");

    /// <summary>Null for a file that was dropped itself.</summary>
    public MemberNote? Member { get; init; }

    /// <summary>The sidecar's name when it was next to the file.</summary>
    public string SidecarName => Member?.SidecarName ?? Name + Sidecar.Ending;

    public string Path => System.IO.Path.Combine(Folder, Member is null ? Name : MemberNote.MemberFile);

    /// <summary>Whether it is an archive, whose members are the drops.</summary>
    public bool IsArchive => Drop.IsArchive(Name);

    /// <summary>The name under which it goes back to the inbox.</summary>
    public string InboxName => Member is null ? Name : SafeFileName.Of(Name);
}

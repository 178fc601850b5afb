using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A file that this process alone works on: it was moved into a folder named after its load id.</summary>
/// <param name="Inbox">Where it was dropped.</param>
/// <param name="Folder"><c>.claimed/&lt;loadId&gt;</c>.</param>
/// <param name="Name">The file's name, as it was dropped; of a member of an archive <c>orders.zip/may.csv</c>.</param>
/// <param name="Again">Whether it is to land although its content has landed before.</param>
/// <param name="HasSidecar">Whether a sidecar was beside it.</param>
internal sealed record FileClaim(DatasetInbox Inbox, LoadId LoadId, string Folder, string Name, bool Again, bool HasSidecar)
{
    /// <summary>What is replayed by it; null when it is a drop like any other.</summary>
    public ReplayNote? Replay { get; init; }

    /// <summary>Whether it is to land although a newer snapshot has landed.</summary>
    public bool Older { get; init; }

    /// <summary>Where its sidecar is now. A hidden name: it must not look like the claimed file.</summary>
    public string SidecarPath => System.IO.Path.Combine(Folder, ".sidecar");

    /// <summary>Null for a file that was dropped itself.</summary>
    public MemberNote? Member { get; init; }

    /// <summary>What the sidecar was called beside the file.</summary>
    public string SidecarName => Member?.SidecarName ?? Name + Sidecar.Ending;

    public string Path => System.IO.Path.Combine(Folder, Member is null ? Name : MemberNote.MemberFile);

    /// <summary>Whether its members are to be taken instead of itself.</summary>
    public bool IsArchive => Drop.IsArchive(Name);

    /// <summary>What it is called when it has to go back to the inbox.</summary>
    public string InboxName => Member is null ? Name : SafeFileName.Of(Name);
}

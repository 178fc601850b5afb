namespace DataShare.Producers;

/// <summary>A file that was in an archive.</summary>
/// <param name="Name">As people see it: <c>orders.zip/may.csv</c>.</param>
/// <param name="Path">Where it is now.</param>
/// <param name="SidecarName">Where its sidecar was, or null when it has none.</param>
/// <param name="SidecarPath">Where its sidecar is now, or null.</param>
internal sealed record UnpackedMember(string Name, string Path, string? SidecarName = null, string? SidecarPath = null)
{
    public long Bytes => new FileInfo(Path).Length;
}

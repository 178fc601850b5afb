namespace DataShare.Producers;

/// <summary>A file that was in an archive.</summary>
/// <param name="Name">The name that people see: <c>orders.zip/may.csv</c>.</param>
/// <param name="Path">The path of the unpacked file.</param>
/// <param name="SidecarName">The name of its sidecar, or null.</param>
/// <param name="SidecarPath">The path of its unpacked sidecar, or null.</param>
internal sealed record UnpackedMember(string Name, string Path, string? SidecarName = null, string? SidecarPath = null)
{
    public long Bytes => new FileInfo(Path).Length;
}

using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>A copy that shares the blocks of the file until one of the two is changed. XFS, Btrfs and a few others support it.</summary>
internal static class Reflink
{
    /// <summary>FICLONE.</summary>
    private const nuint CloneRequest = 0x40049409;

    /// <returns>False if the file system cannot; then the target is unchanged.</returns>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target) =>
        OperatingSystem.IsLinux() && LibC.Clone(target, CloneRequest, source) == 0;
}

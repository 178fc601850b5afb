using System.Globalization;

namespace DataShare.Lake;

/// <summary>What the system says of locks on files: on Linux <c>/proc/locks</c>, elsewhere nothing.</summary>
internal static class SystemLocks
{
    /// <summary>The process on this machine that holds the file; null when it cannot be told.</summary>
    public static int? HolderOf(string path)
    {
        if (!OperatingSystem.IsLinux() || LibC.Statx(LibC.CurrentFolder, path, 0, LibC.WantsInode, out var status) < 0)
        {
            return null;
        }

        // Such as "1: FLOCK  ADVISORY  WRITE 4711 fd:01:131090 0 EOF"; 0 is a process that is not to be seen from here.
        var file = string.Create(CultureInfo.InvariantCulture, $"{status.DeviceMajor:x2}:{status.DeviceMinor:x2}:{status.Inode}");
        return Lines()
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(l => l is [_, "FLOCK", _, "WRITE", _, var of, ..] && of == file)
            .Select(l => int.TryParse(l[4], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : (int?)null)
            .FirstOrDefault(id => id is not null);
    }

    private static string[] Lines()
    {
        try
        {
            return File.ReadAllLines("/proc/locks");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

using System.Globalization;

namespace DataShare.Lake;

/// <summary>The system's list of file locks: <c>/proc/locks</c> on Linux; other systems have none.</summary>
internal static class SystemLocks
{
    /// <summary>The process on this machine that holds the file; null if unknown.</summary>
    public static int? HolderOf(string path)
    {
        if (!OperatingSystem.IsLinux() || LibC.Statx(LibC.CurrentFolder, path, 0, LibC.WantsInode, out var status) < 0)
        {
            return null;
        }

        // Such as "1: FLOCK  ADVISORY  WRITE 4711 fd:01:131090 0 EOF". A process id of 0 is not visible from here.
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

namespace DataShare.Lake;

/// <summary>Takes the right to change a file from everybody, before it gets the name under which it is kept.</summary>
internal static class WriteProtection
{
    /// <returns>
    /// False when it cannot be taken for good: the file is another user's, who can give the right back at any time, or
    /// its file system does not take it. A copy is to be kept then. On Windows true; nothing is done there.
    /// </returns>
    public static bool TryApply(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            if (!IsOurs(file))
            {
                return false;
            }

            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Root may change the mode of any file, and its owner may change it back. Elsewhere than on Linux the mode alone decides.</summary>
    private static bool IsOurs(string file) =>
        !OperatingSystem.IsLinux()
        || (LibC.Statx(LibC.CurrentFolder, file, 0, LibC.WantsOwner, out var status) == 0 && status.Owner == LibC.EffectiveUser());
}

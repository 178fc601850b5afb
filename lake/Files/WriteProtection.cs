namespace DataShare.Lake;

/// <summary>Takes the right to change a file from everybody, before it gets the name under which it is kept.</summary>
internal static class WriteProtection
{
    /// <summary>
    /// As <see cref="TryApply"/>, and nobody can have the file open for writing, or reach it by another name: a second name
    /// for it is as good as a copy. On Linux only, for only there it can be proven.
    /// </summary>
    /// <param name="file">By a name that nobody else knows.</param>
    public static bool TryApplyAlone(string file, FileWriters writers) =>
        OperatingSystem.IsLinux()
        && FileStamp.Of(file).Links == 1
        && IsOurs(file)
        && writers.Of(file).State is WriterState.Nobody
        && TryApply(file)
        // Once more: who opened it before the right was taken is found here.
        && writers.Of(file).State is WriterState.Nobody;

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

namespace DataShare.Lake;

/// <summary>Removes everybody's right to change a file, before the file gets its final name.</summary>
internal static class WriteProtection
{
    /// <summary>
    /// Like <see cref="TryApply"/>. In addition, nobody has the file open for writing or can reach it by another name, so a
    /// second name is as safe as a copy. True only on Linux, because only Linux can prove it.
    /// </summary>
    /// <param name="file">A name that nobody else knows.</param>
    public static bool TryApplyAlone(string file, FileWriters writers) =>
        OperatingSystem.IsLinux()
        && FileStamp.Of(file).Links == 1
        && IsOurs(file)
        && writers.Of(file).State is WriterState.Nobody
        && TryApply(file)
        // Checked again, to find a process that opened the file before the right was removed.
        && writers.Of(file).State is WriterState.Nobody;

    /// <returns>
    /// False if the right cannot be removed for ever: the file belongs to another user, who can give the right back at any
    /// time, or the file system does not support it. Then keep a copy. On Windows always true, and nothing is done.
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

    /// <summary>Root may change the mode of any file, but the file's owner may change it back. On other systems than Linux, only the mode decides.</summary>
    private static bool IsOurs(string file) =>
        !OperatingSystem.IsLinux()
        || (LibC.Statx(LibC.CurrentFolder, file, 0, LibC.WantsOwner, out var status) == 0 && status.Owner == LibC.EffectiveUser());
}

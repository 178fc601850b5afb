using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>The result of giving a file a second name.</summary>
internal enum LinkResult
{
    Linked,

    /// <summary>The new name exists already and was not changed.</summary>
    NameTaken,

    /// <summary>The names are on two file systems, the file system has no hard links, or this user may not link the file. Copy it instead.</summary>
    CannotLink,
}

internal static class HardLink
{
    private const int WindowsAlreadyExists = 183;
    private const int WindowsFileExists = 80;
    private const int WindowsNotSameDevice = 17;
    private const int WindowsInvalidFunction = 1;
    private const int WindowsTooManyLinks = 1142;

    /// <exception cref="IOException">An error that a copy would not avoid.</exception>
    public static LinkResult Make(string existing, string newPath)
    {
        if (OperatingSystem.IsWindows())
        {
            return OnWindows(existing, newPath);
        }

        if (LibC.Link(existing, newPath) == 0)
        {
            return LinkResult.Linked;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            LibC.AlreadyExists => LinkResult.NameTaken,
            LibC.CrossDevice or LibC.NotPermitted or LibC.TooManyLinks => LinkResult.CannotLink,
            _ when LibC.IsNotSupported(error) => LinkResult.CannotLink,
            _ => throw Failure("link", existing, newPath, error),
        };
    }

    /// <summary>
    /// Like <see cref="Make"/>. But if Linux forbids linking a file of another user (fs.protected_hardlinks), the file is
    /// renamed, which is allowed, and loses its old name.
    /// </summary>
    /// <exception cref="IOException">An error that a copy would not avoid.</exception>
    public static LinkResult MakeOrMove(string existing, string newPath)
    {
        var result = Make(existing, newPath);
        if (result is not LinkResult.CannotLink || !OperatingSystem.IsLinux())
        {
            return result;
        }

        if (LibC.Rename(LibC.CurrentFolder, existing, LibC.CurrentFolder, newPath, LibC.NoReplace) == 0)
        {
            return LinkResult.Linked;
        }

        return Marshal.GetLastPInvokeError() == LibC.AlreadyExists ? LinkResult.NameTaken : LinkResult.CannotLink;
    }

    private static LinkResult OnWindows(string existing, string newPath)
    {
        if (LibC.CreateHardLink(newPath, existing, IntPtr.Zero))
        {
            return LinkResult.Linked;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            WindowsAlreadyExists or WindowsFileExists => LinkResult.NameTaken,
            WindowsNotSameDevice or WindowsInvalidFunction or WindowsTooManyLinks => LinkResult.CannotLink,
            _ => throw Failure("CreateHardLink", existing, newPath, error),
        };
    }

    private static IOException Failure(string call, string existing, string newPath, int error) =>
        new($"{call} of '{existing}' as '{newPath}' failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).");
}

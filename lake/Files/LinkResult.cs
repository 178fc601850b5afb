using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>What came of trying to give a file a second name.</summary>
internal enum LinkResult
{
    Linked,

    /// <summary>Something has the new name already; it was left alone.</summary>
    NameTaken,

    /// <summary>Another file system, one without hard links, or a file that is not ours to link: copy instead.</summary>
    CannotLink,
}

internal static class HardLink
{
    private const int WindowsAlreadyExists = 183;
    private const int WindowsFileExists = 80;
    private const int WindowsNotSameDevice = 17;
    private const int WindowsInvalidFunction = 1;
    private const int WindowsTooManyLinks = 1142;

    /// <exception cref="IOException">Any reason that a copy would not get around.</exception>
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
    /// As <see cref="Make"/>; but where Linux forbids to link a file of another user (fs.protected_hardlinks), the file is
    /// renamed, which it allows, and has the old name no more.
    /// </summary>
    /// <exception cref="IOException">Any reason that a copy would not get around.</exception>
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

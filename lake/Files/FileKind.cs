using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>The kind of an entry in a folder.</summary>
public enum FileKind
{
    /// <summary>There is no entry with this name.</summary>
    Missing,

    Plain,
    Folder,
    Link,
    Pipe,
    Socket,
    Device,
}

/// <summary>Distinguishes files from other entries: .NET would open a pipe and wait, and follow any link.</summary>
public static class FileKinds
{
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int NameTooLong = 36;

    /// <param name="followLinks">True: the kind of a link's target. False: the kind of the link itself.</param>
    /// <returns><see cref="FileKind.Plain"/> also for an entry that cannot be examined, because opening it gives the reason.</returns>
    public static FileKind Of(string path, bool followLinks = false)
    {
        if (!OperatingSystem.IsLinux())
        {
            return FromAttributes(followLinks ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path);
        }

        if (LibC.Statx(LibC.CurrentFolder, path, followLinks ? 0 : LibC.NoFollow, LibC.WantsType, out var status) < 0)
        {
            return Marshal.GetLastPInvokeError() is NoSuchFile or NotAFolder or NameTooLong ? FileKind.Missing : FileKind.Plain;
        }

        return (status.Mode & 0xF000) switch
        {
            0x1000 => FileKind.Pipe,
            0x2000 or 0x6000 => FileKind.Device,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            0xC000 => FileKind.Socket,
            _ => FileKind.Plain,
        };
    }

    /// <summary>The kind in words, for a sentence: <c>a link</c>.</summary>
    public static string Words(this FileKind kind) => kind switch
    {
        FileKind.Missing => "missing",
        FileKind.Plain => "a file",
        _ => $"a {kind.ToString().ToLowerInvariant()}",
    };

    private static FileKind FromAttributes(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return Directory.Exists(path) ? FileKind.Folder : FileKind.Missing;
        }

        return (file.Attributes & FileAttributes.ReparsePoint) != 0 ? FileKind.Link
            : (file.Attributes & FileAttributes.Device) != 0 ? FileKind.Device
            : IsPipe(file) ? FileKind.Pipe
            : FileKind.Plain;
    }

    /// <summary>A pipe has no length. Opened for reading and writing it does not block, and it cannot seek.</summary>
    private static bool IsPipe(FileInfo file)
    {
        if (file.Length > 0 || OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
            return !stream.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // A socket cannot be opened at all. A file that is locked or missing is checked again next time.
            return true;
        }
    }
}

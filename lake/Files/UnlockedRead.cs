using Microsoft.Win32.SafeHandles;

namespace DataShare.Lake;

/// <summary>Reads a file that another process has locked. Except on Windows, .NET asks for a lock before it reads and fails.</summary>
internal static class UnlockedRead
{
    private const int MostBytes = 1 << 16;

    /// <returns>The first bytes, at most 64 KiB; empty if the file does not exist.</returns>
    public static byte[] Bytes(string path)
    {
        using var handle = OperatingSystem.IsWindows() ? OnWindows(path) : OnUnix(path);
        if (handle is null)
        {
            return [];
        }

        using var stream = new FileStream(handle, FileAccess.Read, 0);
        var bytes = new byte[MostBytes];
        return bytes[..stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)];
    }

    private static SafeFileHandle? OnWindows(string path) =>
        File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;

    private static SafeFileHandle? OnUnix(string path) =>
        LibC.Open(path, LibC.OpenForReading | LibC.CloseOnExec) is >= 0 and var descriptor ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
}

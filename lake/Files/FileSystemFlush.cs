using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Flushes written data to the disk. It blocks, so callers run it on another thread.</summary>
internal static class FileSystemFlush
{
    /// <exception cref="IOException">Flushing failed; the content on disk is unknown.</exception>
    public static void File(string path)
    {
        // Windows flushes only through a handle with write access. Other systems accept any handle, also for read-only files.
        var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
        using var handle = System.IO.File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Flushes the folder, because a new name is on disk only after its folder is. NTFS journals names itself.</summary>
    /// <exception cref="IOException">Flushing failed.</exception>
    public static void Folder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            WithDescriptor(path, "fsync", LibC.Fsync);
        }
    }

    /// <summary>Flushes the whole file system of <paramref name="path"/>. Linux only.</summary>
    /// <exception cref="IOException">Flushing failed.</exception>
    public static void WholeFileSystem(string path) => WithDescriptor(path, "syncfs", LibC.Syncfs);

    /// <summary>One of the paths for each of their file systems; null if the file systems are unknown.</summary>
    public static IReadOnlyList<string>? OnePerFileSystem(IEnumerable<string> paths)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var first = new Dictionary<(uint, uint), string>();
        foreach (var path in paths)
        {
            if (LibC.Statx(LibC.CurrentFolder, path, 0, 0, out var status) < 0)
            {
                return null;
            }

            first.TryAdd((status.DeviceMajor, status.DeviceMinor), path);
        }

        return [.. first.Values];
    }

    private static void WithDescriptor(string path, string call, Func<int, int> flush)
    {
        var descriptor = LibC.Open(path, LibC.OpenForReading | LibC.CloseOnExec);
        if (descriptor < 0)
        {
            throw Failure("open", path);
        }

        try
        {
            if (flush(descriptor) < 0)
            {
                throw Failure(call, path);
            }
        }
        finally
        {
            // The call above has already shown whether the data is safe.
            _ = LibC.Close(descriptor);
        }
    }

    private static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of '{path}' failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).");
    }
}

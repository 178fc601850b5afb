using System.Security.Cryptography;

namespace DataShare.Lake;

/// <summary>
/// Files that survive a power cut, and names that are given only once. .NET has neither: <c>File.Move</c> without
/// overwrite checks first and then renames, and no .NET call flushes a folder. All members can be called concurrently
/// and repeatedly.
/// </summary>
public static class DurableFiles
{
    /// <summary>
    /// For more files than this, one flush of the whole file system costs less than a flush of each file: each flush waits
    /// for the journal, the whole flush waits once.
    /// </summary>
    private const int FewFiles = 8;

    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public static Task FlushFileAsync(string file, CancellationToken cancellationToken) =>
        Task.Run(() => FileSystemFlush.File(file), cancellationToken);

    /// <summary>Makes new and removed names in the folder durable. Does nothing on Windows.</summary>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public static Task FlushFolderAsync(string folder, CancellationToken cancellationToken) =>
        Task.Run(() => FileSystemFlush.Folder(folder), cancellationToken);

    /// <summary>
    /// Flushes the files' bytes and their names in their folders. On Linux, many files cost one flush of each file system
    /// that they are on.
    /// </summary>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    internal static Task FlushAsync(IReadOnlyCollection<string> files, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var folders = files.Select(f => Path.GetDirectoryName(Path.GetFullPath(f))!).Distinct(StringComparer.Ordinal);
                FlushEach([.. files], FileSystemFlush.File, cancellationToken);
                FlushEach([.. folders], FileSystemFlush.Folder, cancellationToken);
            },
            cancellationToken);

    /// <summary>Creates the folder and its parent folders, and flushes the name of each to disk.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var above = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (above is null)
        {
            return;
        }

        CreateFolder(above);
        Directory.CreateDirectory(folder);
        FileSystemFlush.Folder(above);
    }

    /// <summary>
    /// Gives the file a second name, put-if-absent: if several threads or processes race for the name, exactly one gets
    /// true. The caller flushes the folder.
    /// </summary>
    /// <returns>False if the name is taken.</returns>
    /// <exception cref="IOException">Also if the file system has no hard links, or the names are on two file systems.</exception>
    public static bool TryLink(string existing, string newPath) => HasName(HardLink.Make(existing, newPath), existing, newPath);

    /// <summary>Like <see cref="TryLink"/>, but for a file of any user; the old name may be gone afterwards.</summary>
    /// <returns>False if the name is taken.</returns>
    /// <exception cref="IOException">Also if the file system supports neither.</exception>
    public static bool TryLinkOrMove(string existing, string newPath) => HasName(HardLink.MakeOrMove(existing, newPath), existing, newPath);

    /// <summary>Gives the file a second name if the file system supports it; for callers that can use the old name as well.</summary>
    /// <returns>False if the file system does not support it, or the name is taken.</returns>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public static bool TryLinkOrNone(string existing, string newPath) => HardLink.Make(existing, newPath) is LinkResult.Linked;

    /// <summary>Like <see cref="CopyAsync(string, string, CancellationToken)"/>, and flushes the copy. The caller flushes the folder.</summary>
    /// <returns>The hash of the copied bytes.</returns>
    /// <exception cref="IOException"><paramref name="newPath"/> exists, or the copy could not be written to disk.</exception>
    internal static async Task<ContentHash> CopyDurablyAsync(string file, string newPath, CancellationToken cancellationToken)
    {
        var hash = await CopyAsync(file, newPath, cancellationToken);
        await FlushFileAsync(newPath, cancellationToken);
        return hash;
    }

    /// <summary>Copies the file, by sharing blocks if the file system can. If it fails, a part of the copy may be left.</summary>
    /// <returns>The hash of the copied bytes.</returns>
    /// <exception cref="IOException"><paramref name="newPath"/> exists, or the copy could not be written.</exception>
    internal static async Task<ContentHash> CopyAsync(string file, string newPath, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await CopyAsync(source, newPath, cancellationToken);
    }

    /// <summary>The same for an open file, from its start.</summary>
    public static async Task<ContentHash> CopyAsync(FileStream source, string newPath, CancellationToken cancellationToken)
    {
        const int bufferBytes = 1 << 20;
        await using var target = new FileStream(newPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous);
        if (Reflink.TryClone(source.SafeFileHandle, target.SafeFileHandle))
        {
            return await Task.Run(() => FileHash.Of(target.SafeFileHandle, cancellationToken), cancellationToken);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[bufferBytes];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return ContentHash.From(hash.GetHashAndReset());
    }

    /// <summary>
    /// Replaces the file's content in one step: readers, and the disk after a crash, have the old or the new file, never
    /// half of one.
    /// </summary>
    /// <exception cref="IOException">With the path and the system's reason; the old file is still there.</exception>
    public static async Task WriteAtomicallyAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var temporary = TemporaryBeside(file);
        try
        {
            await WriteNewAsync(temporary, content, cancellationToken);
            await Task.Run(() => Replace(temporary, file), cancellationToken);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool HasName(LinkResult result, string existing, string newPath) => result switch
    {
        LinkResult.Linked => true,
        LinkResult.NameTaken => false,
        _ => throw new IOException(
            $"'{existing}' cannot be linked as '{newPath}': the lake needs a file system with hard links, and all of a " +
            "table on the same one. Move the lake's folder to such a file system."),
    };

    private static void FlushEach(IReadOnlyList<string> paths, Action<string> flushOne, CancellationToken cancellationToken)
    {
        if (paths.Count > FewFiles && FileSystemFlush.OnePerFileSystem(paths) is { } fileSystems)
        {
            paths = fileSystems;
            flushOne = FileSystemFlush.WholeFileSystem;
        }

        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            flushOne(path);
        }
    }

    /// <summary>A unique name in the same folder. Readers ignore it because it begins with a dot.</summary>
    internal static string TemporaryBeside(string file) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, $".{Path.GetFileName(file)}.{Path.GetRandomFileName()}.tmp");

    /// <summary>The temporary files in a folder that were last written before this time: their processes have died.</summary>
    internal static IReadOnlyList<string> TemporaryFrom(string folder, DateTime before, SearchOption depth) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, ".*.tmp", depth).Where(f => File.GetLastWriteTimeUtc(f) < before)];

    internal static async Task WriteNewAsync(string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await stream.WriteAsync(content, cancellationToken);
        await Task.Run(() => RandomAccess.FlushToDisk(stream.SafeFileHandle), cancellationToken);
    }

    /// <summary>Renames the temporary file over the existing one and flushes the folder. The temporary file must already be flushed.</summary>
    internal static void Replace(string temporary, string file)
    {
#pragma warning disable RS0030 // Only moving without overwrite is banned. With overwrite it is one rename(2).
        File.Move(temporary, file, overwrite: true);
#pragma warning restore RS0030
        FileSystemFlush.Folder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }
}

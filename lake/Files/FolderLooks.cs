using System.Collections.Concurrent;

namespace DataShare.Lake;

/// <summary>
/// Lists folders that are checked repeatedly. If a folder's modification time has not changed since the last check, it
/// is not listed again, because a listing is several times slower. Several threads can use it at once.
/// </summary>
/// <remarks>
/// A time is trusted after two listings with it, far enough apart that every file system gives a later change another
/// time. Even then each folder is listed at every sixteenth check. If such a listing finds a change that the time did
/// not show, the file system does not keep times, and from then on every check lists the folder.
/// </remarks>
/// <param name="time">Used only for elapsed time.</param>
public sealed class FolderLooks(TimeProvider time)
{
    private const int MostLooks = 15;

    /// <summary>More than the coarsest times of a file system: FAT counts in steps of two seconds.</summary>
    private static readonly TimeSpan Coarsest = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private volatile bool keepsTimes = true;

    /// <summary>The folder's entries, unordered; empty if it does not exist.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public IReadOnlyList<FolderEntry> In(string folder)
    {
        if (FileStamp.TryOf(folder) is not { } changed)
        {
            seen.TryRemove(folder, out _);
            return [];
        }

        var before = seen.GetValueOrDefault(folder);
        if (before is { IsProven: true, LooksLeft: > 0 } && before.Changed == changed)
        {
            before.LooksLeft--;
            return before.Entries;
        }

        var now = new Seen(changed, time.GetTimestamp(), [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(FolderEntry.Of)]);
        if (before?.Changed == changed)
        {
            if (before.IsProven && !now.Entries.ToHashSet().SetEquals(before.Entries))
            {
                keepsTimes = false;
            }

            now = now with { Since = before.Since, IsProven = keepsTimes && time.GetElapsedTime(before.Since) > Coarsest };
        }

        // Spread over the checks, so that not all folders are listed at the same one.
        now.LooksLeft = before is { IsProven: true } ? MostLooks : 1 + ((folder.GetHashCode(StringComparison.Ordinal) & int.MaxValue) % MostLooks);
        seen[folder] = now;
        return now.Entries;
    }

    private sealed record Seen(FileStamp Changed, long Since, IReadOnlyList<FolderEntry> Entries)
    {
        public bool IsProven { get; init; }

        public int LooksLeft { get; set; }
    }
}

/// <param name="IsHidden">Its name begins with a dot, or the system hides it.</param>
public readonly record struct FolderEntry(string Name, bool IsFolder, bool IsHidden)
{
    internal static FolderEntry Of(FileSystemInfo info) => new(info.Name, info is DirectoryInfo, Hides(info));

    /// <summary>On Linux only the name hides an entry, and reading attributes costs a call for each entry.</summary>
    private static bool Hides(FileSystemInfo info) => OperatingSystem.IsLinux()
        ? info.Name.StartsWith('.')
        : (info.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0;
}

using System.Collections.Concurrent;

namespace DataShare.Lake;

/// <summary>
/// The entries of folders that are looked into again and again. A folder whose time of change is still that of the last look is
/// not listed again, because a listing costs several times as much. May be used by several threads at once.
/// </summary>
/// <remarks>
/// A time is trusted when the folder was listed twice with it, so far apart that every file system gives a later change another
/// time. Even then each folder is listed at every sixteenth look. If such a listing finds a change that the time did not show,
/// the file system does not keep times, and every look lists the folder from then on.
/// </remarks>
/// <param name="time">Of which no clock is read, only what has elapsed.</param>
public sealed class FolderLooks(TimeProvider time)
{
    private const int MostLooks = 15;

    /// <summary>FAT counts in two seconds.</summary>
    private static readonly TimeSpan Coarsest = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private volatile bool keepsTimes = true;

    /// <summary>What is in the folder, in no order; nothing when it is not there.</summary>
    /// <exception cref="IOException">It cannot be looked into.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be looked into.</exception>
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

        // Not all at the same look.
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

    /// <summary>On Linux the name alone hides an entry, and to ask for its attributes costs a call for each.</summary>
    private static bool Hides(FileSystemInfo info) => OperatingSystem.IsLinux()
        ? info.Name.StartsWith('.')
        : (info.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0;
}

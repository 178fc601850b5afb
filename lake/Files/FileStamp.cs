namespace DataShare.Lake;

/// <summary>
/// The identity of a file and the time of its last change, to the nanosecond if the system supports it. If two stamps
/// of a file are equal, nobody has written into it in between.
/// </summary>
/// <param name="ChangedAt">
/// The time of the last change of its bytes, rights or names, which nobody can set back; 0 if unknown.
/// </param>
/// <param name="Links">The number of its names; 0 if unknown.</param>
public readonly record struct FileStamp(long Bytes, Int128 WrittenAt, Int128 ChangedAt, ulong Inode, ulong Device, uint Links)
{
    private const int NanosecondsOfTick = 100;

    /// <param name="path">If it is a link, its target counts.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileStamp Of(string path) => TryOf(path) ?? throw new FileNotFoundException($"Could not find file '{path}'.", path);

    /// <summary>The stamp of a file or a folder; null if it does not exist.</summary>
    /// <param name="path">If it is a link, its target counts.</param>
    public static FileStamp? TryOf(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return LibC.Statx(LibC.CurrentFolder, path, 0, LibC.WantsAll, out var status) == 0
                ? new FileStamp(
                    (long)status.Bytes, At(status.Written), At(status.Changed), status.Inode, ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Links)
                : null;
        }

        FileSystemInfo named = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var info = named.Exists ? named.ResolveLinkTarget(returnFinalTarget: true) ?? named : named;
        return info.Exists
            ? new FileStamp((info as FileInfo)?.Length ?? 0, (Int128)(info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * NanosecondsOfTick, 0, 0, 0, 0)
            : null;
    }

    /// <summary>The time of the last write, limited to valid dates.</summary>
    public DateTimeOffset WrittenTime
    {
        get
        {
            var ticks = (WrittenAt / NanosecondsOfTick) + DateTime.UnixEpoch.Ticks;
            return new DateTimeOffset((long)Int128.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    /// <summary>Whether size and time are the same, regardless of names and rights.</summary>
    public bool IsWrittenAs(FileStamp other) => Bytes == other.Bytes && WrittenAt == other.WrittenAt;

    /// <summary>Whether both are the same file, even under two names.</summary>
    internal bool IsSameFileAs(FileStamp other) => Inode != 0 && (Inode, Device) == (other.Inode, other.Device);

    private static Int128 At(LibC.FileTime time) => ((Int128)time.Seconds * 1_000_000_000) + time.Nanoseconds;
}

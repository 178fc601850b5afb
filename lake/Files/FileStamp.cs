namespace DataShare.Lake;

/// <summary>
/// Which file it is and when it was last written, to the nanosecond where the system tells. Two stamps of one file that are
/// equal say that nobody wrote into it in between.
/// </summary>
/// <param name="ChangedAt">When its bytes, its rights or its names last changed, which nobody can set back; 0 when it is not told.</param>
/// <param name="Links">How many names it has; 0 when it is not told.</param>
public readonly record struct FileStamp(long Bytes, Int128 WrittenAt, Int128 ChangedAt, ulong Inode, ulong Device, uint Links)
{
    private const int NanosecondsOfTick = 100;

    /// <param name="path">A link is followed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileStamp Of(string path) => TryOf(path) ?? throw new FileNotFoundException($"Could not find file '{path}'.", path);

    /// <summary>Of a file or a folder; null when there is none.</summary>
    /// <param name="path">A link is followed.</param>
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

    /// <summary>When it was last written; of a time that no calendar has, the nearest that one has.</summary>
    public DateTimeOffset WrittenTime
    {
        get
        {
            var ticks = (WrittenAt / NanosecondsOfTick) + DateTime.UnixEpoch.Ticks;
            return new DateTimeOffset((long)Int128.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        }
    }

    /// <summary>Whether size and time are the same, whatever became of its names and rights.</summary>
    public bool IsWrittenAs(FileStamp other) => Bytes == other.Bytes && WrittenAt == other.WrittenAt;

    /// <summary>Whether both are one file, maybe under two names.</summary>
    public bool IsSameFileAs(FileStamp other) => Inode != 0 && (Inode, Device) == (other.Inode, other.Device);

    private static Int128 At(LibC.FileTime time) => ((Int128)time.Seconds * 1_000_000_000) + time.Nanoseconds;
}

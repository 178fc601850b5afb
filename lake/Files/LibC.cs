using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>System calls that .NET does not have. If a call returns less than 0, the last system error has the reason.</summary>
internal static partial class LibC
{
    public const int OpenForReading = 0;

    /// <summary>O_NONBLOCK on Linux: does not wait for a file on which another process has a lease.</summary>
    public const int NonBlocking = 0x800;

    /// <summary>O_CLOEXEC: child processes do not inherit the descriptor. The value differs between systems.</summary>
    public static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    public const int NotPermitted = 1;
    public const int TryAgain = 11;
    public const int AlreadyExists = 17;
    public const int CrossDevice = 18;
    public const int TooManyLinks = 31;

    /// <summary>Whether the error says that the file system has no hard links: EOPNOTSUPP, 95 on Linux, 45 and 102 on macOS.</summary>
    public static bool IsNotSupported(int error) => error is 95 or 38 or 45 or 102;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string newPath);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    /// <summary>Linux only: flushes the whole file system of the descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int Syncfs(int descriptor);

    /// <summary>Linux only. Unlike stat's, its result has the same layout on every processor.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int folder, string path, int flags, uint mask, out FileStatus status);

    /// <summary>AT_FDCWD: a relative path starts at the current folder.</summary>
    public const int CurrentFolder = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW: returns the status of a link, not of its target.</summary>
    public const int NoFollow = 0x100;

    /// <summary>STATX_TYPE.</summary>
    public const uint WantsType = 1;

    /// <summary>STATX_INO.</summary>
    public const uint WantsInode = 0x100;

    /// <summary>STATX_UID.</summary>
    public const uint WantsOwner = 8;

    /// <summary>STATX_BASIC_STATS: all fields of <see cref="FileStatus"/>.</summary>
    public const uint WantsAll = 0x7FF;

    /// <summary>The needed fields of <c>struct statx</c>, at their offsets in 256 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Bytes;

        [FieldOffset(96)]
        public FileTime Changed;

        [FieldOffset(112)]
        public FileTime Written;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary><c>struct statx_timestamp</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct FileTime
    {
        [FieldOffset(0)]
        public long Seconds;

        [FieldOffset(8)]
        public uint Nanoseconds;
    }

    /// <summary>Linux only: <c>fcntl</c> with a number as its argument.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int descriptor, int command, int argument);

    /// <summary>Linux only: <c>ioctl</c> FICLONE, with the descriptor of the file to clone.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Clone(SafeHandle target, nuint request, SafeHandle source);

    /// <summary>The effective user of this process; it never fails.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>RENAME_NOREPLACE: does not replace an existing file.</summary>
    public const uint NoReplace = 1;

    /// <summary>Linux only: a rename that is put-if-absent, if the file system supports it.</summary>
    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(int folder, string existing, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool CreateHardLink(string newPath, string existing, IntPtr securityAttributes);
}

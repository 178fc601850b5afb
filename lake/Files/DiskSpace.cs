namespace DataShare.Lake;

/// <summary>Tells a full disk from other faults of reading and writing: it is worth another try when somebody has made room.</summary>
public static class DiskSpace
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the fault, or one that led to it, says that there is no room. Engines and libraries have the system's words in messages of their own.</summary>
    public static bool IsFull(Exception? fault) => fault is not null
        && ((fault is IOException && IsFull(fault.HResult))
            || fault.Message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
            || fault.Message.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase)
            || IsFull(fault.InnerException));

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsDiskFull or WindowsHandleDiskFull
        : code is NoSpace or QuotaExceeded;
}

namespace DataShare.Lake;

/// <summary>
/// Distinguishes a full disk from other I/O errors: after somebody has freed space, another try can work.
/// </summary>
public static class DiskSpace
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>
    /// Whether the error, or one of its causes, is a full disk. Messages of engines and libraries contain the system's
    /// words.
    /// </summary>
    public static bool IsFull(Exception? fault) => fault is not null
        && ((fault is IOException && IsFull(fault.HResult))
            || fault.Message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
            || fault.Message.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase)
            || IsFull(fault.InnerException));

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsDiskFull or WindowsHandleDiskFull
        : code is NoSpace or QuotaExceeded;
}

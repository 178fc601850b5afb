using System.Data.Common;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>A failure whose message says all that a person needs.</summary>
/// <param name="ExitCode">The same for the same cause, whichever step met it.</param>
internal sealed record ForeseenFault(int ExitCode, string Message)
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Null when the failure is the program's own.</summary>
    public static ForeseenFault? Of(Exception exception) => exception switch
    {
        _ when IsDiskFull(exception) => new(
            Jobs.ExitCode.Failed, $"{Sentence(exception)} The disk is full. What was complete is kept, and nothing half-done is visible. Make room, then run the same command again."),
        UnauthorizedAccessException => NoRight(exception),
        IOException { HResult: ReadOnlyFileSystem } when !OperatingSystem.IsWindows() => NoRight(exception),
        IOException or TimeoutException or DbException or WarehouseBusyException => new(Jobs.ExitCode.Failed, exception.Message),
        // They would say the same again until somebody changes something.
        ProducerException or LakeCorruptException or NoLocksException or WarehouseException => new(Jobs.ExitCode.Usage, exception.Message),
        _ => null,
    };

    private static ForeseenFault NoRight(Exception exception) => new(
        Jobs.ExitCode.Usage,
        $"{Sentence(exception)} What was complete is kept, and nothing half-done is visible. Give the user '{Environment.UserName}' the right to it, then run the same command again.");

    /// <summary>Engines and libraries have the system's words in messages of their own.</summary>
    private static bool IsDiskFull(Exception? exception) => exception is not null
        && (exception is IOException && IsDiskFull(exception.HResult)
            || exception.Message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("Disk quota exceeded", StringComparison.OrdinalIgnoreCase)
            || IsDiskFull(exception.InnerException));

    private static bool IsDiskFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsDiskFull or WindowsHandleDiskFull
        : code is NoSpace or QuotaExceeded;

    private static string Sentence(Exception exception) => exception.Message.TrimEnd().TrimEnd('.') + ".";
}

using System.Data.Common;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>An expected failure, whose message has everything that a user needs.</summary>
/// <param name="ExitCode">The exit code, which depends only on the cause and not on the step.</param>
internal sealed record ForeseenFault(int ExitCode, string Message)
{
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Null for an unexpected failure, which is a bug of the program.</summary>
    public static ForeseenFault? Of(Exception exception) => exception switch
    {
        _ when DiskSpace.IsFull(exception) => new(
            Jobs.ExitCode.Failed, $"{Sentence(exception)} The disk is full; nothing half-done is visible. Free some space, then run the same command again."),
        UnauthorizedAccessException => NoRight(exception),
        IOException { HResult: ReadOnlyFileSystem } when !OperatingSystem.IsWindows() => NoRight(exception),
        IOException or TimeoutException or DbException or WarehouseBusyException => new(Jobs.ExitCode.Failed, exception.Message),
        // They fail again until somebody changes something.
        ProducerException or ConsumerMoveException or BackupRefusedException or LakeCorruptException or NoLocksException or WarehouseException => new(Jobs.ExitCode.Usage, exception.Message),
        _ => null,
    };

    private static ForeseenFault NoRight(Exception exception) => new(
        Jobs.ExitCode.Usage,
        $"{Sentence(exception)} Nothing half-done is visible. Give the user '{Environment.UserName}' access to it, then run the same command again.");

    private static string Sentence(Exception exception) => exception.Message.TrimEnd().TrimEnd('.') + ".";
}

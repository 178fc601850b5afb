using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>
/// Asks Linux for a read lease on a file and gives it back. Linux grants it only if no descriptor or mapping of any process
/// can write into the file.
/// </summary>
internal static class FileLease
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int ReadLease = 0;

    /// <summary>SIGURG, which processes ignore by default. The default signal would end this process if a writer opens the file now.</summary>
    private const int HarmlessSignal = 23;

    public static WriterState Ask(string file)
    {
        var descriptor = LibC.Open(file, LibC.OpenForReading | LibC.NonBlocking | LibC.CloseOnExec);
        if (descriptor < 0)
        {
            // Another process has a lease, such as a file server for one of its clients.
            return Answer(Marshal.GetLastPInvokeError(), file);
        }

        try
        {
            return LibC.Control(descriptor, SetSignal, HarmlessSignal) < 0 ? WriterState.Unknown
                : LibC.Control(descriptor, SetLease, ReadLease) == 0 ? WriterState.Nobody
                : Answer(Marshal.GetLastPInvokeError(), file);
        }
        finally
        {
            // Closing the descriptor gives the lease back.
            _ = LibC.Close(descriptor);
        }
    }

    /// <summary>Network file systems give the same error even if nobody writes.</summary>
    private static WriterState Answer(int error, string file) =>
        error == LibC.TryAgain && !IsOnNetwork(file) ? WriterState.Somebody : WriterState.Unknown;

    private static bool IsOnNetwork(string file)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(file))!).DriveType is DriveType.Network;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return true;
        }
    }
}

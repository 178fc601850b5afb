namespace DataShare.Lake;

/// <summary>Says if a process has a file open for writing.</summary>
public enum WriterState
{
    /// <summary>Certainly no process has it open.</summary>
    Nobody,

    Somebody,

    /// <summary>The system cannot say: the file belongs to another user, or the file system has no leases.</summary>
    Unknown,
}

/// <param name="Who">The writer, for a sentence: <c>process 4711 (python3)</c>; null unless <see cref="WriterState.Somebody"/>.</param>
public readonly record struct WriterSight(WriterState State, string? Who);

/// <summary>
/// Finds out whether files are open for writing in any process of this machine. Use an instance for one check of some files,
/// because it remembers the processes that it has found. Not thread-safe.
/// </summary>
public sealed class FileWriters
{
    private OpenDescriptors? descriptors;

    public WriterSight Of(string file) =>
        OperatingSystem.IsLinux() ? OnLinux(file)
        : OperatingSystem.IsWindows() ? OnWindows(file)
        : new WriterSight(WriterState.Unknown, null);

    /// <summary>A lease gives a certain answer, if it is allowed. Otherwise the open files of processes may show a writer.</summary>
    private WriterSight OnLinux(string file)
    {
        var lease = FileLease.Ask(file);
        if (lease is WriterState.Nobody)
        {
            return new WriterSight(WriterState.Nobody, null);
        }

        descriptors ??= OpenDescriptors.Read();
        var who = descriptors.WriterOf(file);
        return lease is WriterState.Somebody ? new WriterSight(WriterState.Somebody, who ?? "another process")
            : who is not null ? new WriterSight(WriterState.Somebody, who)
            : new WriterSight(WriterState.Unknown, null);
    }

    /// <summary>Opening a file while sharing only reading fails as long as a process writes.</summary>
    private static WriterSight OnWindows(string file)
    {
        try
        {
            File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete).Dispose();
            return new WriterSight(WriterState.Nobody, null);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            return new WriterSight(WriterState.Somebody, "another process");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new WriterSight(WriterState.Unknown, null);
        }
    }
}

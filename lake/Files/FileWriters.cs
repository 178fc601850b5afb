namespace DataShare.Lake;

/// <summary>Says if a process has a file open for writing.</summary>
public enum WriterState
{
    /// <summary>Nobody has; that is certain.</summary>
    Nobody,

    Somebody,

    /// <summary>The system does not tell: of another user's file, or on a file system without leases.</summary>
    Unknown,
}

/// <param name="Who">As a sentence says it: <c>process 4711 (python3)</c>; of others than <see cref="WriterState.Somebody"/> null.</param>
public readonly record struct WriterSight(WriterState State, string? Who);

/// <summary>
/// Finds out whether files are open for writing in any process of this machine. For one look at some files: what is found of
/// processes is kept until then. Not for several threads at once.
/// </summary>
public sealed class FileWriters
{
    private OpenDescriptors? descriptors;

    public WriterSight Of(string file) =>
        OperatingSystem.IsLinux() ? OnLinux(file)
        : OperatingSystem.IsWindows() ? OnWindows(file)
        : new WriterSight(WriterState.Unknown, null);

    /// <summary>A lease says it for certain, where one may be asked for; else what processes show may give a writer away.</summary>
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

    /// <summary>Who shares reading alone is refused as long as somebody writes.</summary>
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

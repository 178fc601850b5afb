using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>Log messages of the lake, ids 2000 to 2999. An id never changes its meaning.</summary>
internal static partial class Log
{
    public const int WaitingEvent = 2030;

    [LoggerMessage(2001, LogLevel.Information, "Committed version {Version} of {Table} (drops: {Drops}, parts: {Parts}, rows: {Rows}, bytes: {Bytes}) in {DurationMs} ms")]
    public static partial void Committed(this ILogger logger, LakeTableId table, long version, int drops, int parts, long rows, long bytes, long durationMs);

    [LoggerMessage(2002, LogLevel.Debug, "Version {Version} of {Table} went to another writer; trying the next")]
    public static partial void VersionTaken(this ILogger logger, LakeTableId table, long version);

    [LoggerMessage(2003, LogLevel.Information, "Nothing to commit to {Table}: all drops are already in it (drops: {Drops})")]
    public static partial void AlreadyThere(this ILogger logger, LakeTableId table, int drops);

    [LoggerMessage(2010, LogLevel.Information, "Wrote checkpoint {Version} of {TableFolder} (actions: {Actions}, bytes: {Bytes}) in {DurationMs} ms")]
    public static partial void CheckpointWritten(this ILogger logger, string tableFolder, long version, int actions, long bytes, long durationMs);

    [LoggerMessage(2011, LogLevel.Warning, "{File} cannot be read and is ignored; the log is replayed instead, and the next checkpoint replaces it")]
    public static partial void CheckpointUnreadable(this ILogger logger, Exception exception, string file);

    [LoggerMessage(2012, LogLevel.Warning, "Version {Version} of {TableFolder} is committed, but its checkpoint could not be written; a later commit tries again")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception, string tableFolder, long version);

    [LoggerMessage(2013, LogLevel.Warning, "The content of {File} did not match the hash in its name: it is kept as {Other}, and the right content has replaced it")]
    public static partial void RawMended(this ILogger logger, string file, string other);

    [LoggerMessage(2020, LogLevel.Information, "Deleted files of {Table} that no commit names (files: {Files})")]
    public static partial void Swept(this ILogger logger, LakeTableId table, int files);

    [LoggerMessage(WaitingEvent, LogLevel.Information, "Waiting for {Holder}, which {Doing}, for at most {Seconds} s")]
    public static partial void Waiting(this ILogger logger, string holder, string doing, long seconds);
}

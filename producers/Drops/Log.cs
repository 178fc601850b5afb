using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information,
        "{Name} landed in {Dataset} under contract {Contract}, lake version {LakeVersion} (rows: {AcceptedRows}, rejected: {RejectedRows}, bytes: {Bytes}) in {DurationMs} ms")]
    public static partial void Landed(
        this ILogger logger,
        string name,
        DatasetName dataset,
        ContractVersion contract,
        long acceptedRows,
        long rejectedRows,
        long bytes,
        long lakeVersion,
        long durationMs);

    [LoggerMessage(3002, LogLevel.Warning, "{Name} of {Dataset} is in quarantine: {Reason}")]
    public static partial void Quarantined(this ILogger logger, string name, DatasetName dataset, string reason);

    [LoggerMessage(3003, LogLevel.Information, "{Name} of {Dataset} is a duplicate of load {Of}: {Why}")]
    public static partial void Duplicate(this ILogger logger, string name, DatasetName dataset, LoadId of, Sameness why);

    [LoggerMessage(3004, LogLevel.Information, "{Name} of {Dataset} is back in the inbox: {Reason}")]
    public static partial void PutBack(this ILogger logger, string name, DatasetName dataset, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "{Name} of {Dataset} was left by a process that ended; it is processed again")]
    public static partial void TakenOver(this ILogger logger, string name, DatasetName dataset);

    [LoggerMessage(3006, LogLevel.Warning, "{Name} of {Dataset}: load {Of} stays in quarantine: {Reason}")]
    public static partial void NotReplayed(this ILogger logger, string name, DatasetName dataset, LoadId of, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "{Name} in the inbox of {Dataset} is ignored: {Reason}")]
    public static partial void NeverTaken(this ILogger logger, string name, DatasetName dataset, string reason);

    [LoggerMessage(3008, LogLevel.Warning, "{Name} of {Dataset} landed, with a note: {Note}")]
    public static partial void Noted(this ILogger logger, string name, DatasetName dataset, string note);

    [LoggerMessage(3009, LogLevel.Information, "{Name} in the inbox of {Dataset} waits: {Reason}")]
    public static partial void StillOpen(this ILogger logger, string name, DatasetName dataset, string reason);

    [LoggerMessage(3010, LogLevel.Warning, "{Name} of {Dataset} was changed after it was claimed: {Reason}")]
    public static partial void WrittenLater(this ILogger logger, string name, DatasetName dataset, string reason);
}

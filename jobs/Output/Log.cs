using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

internal static partial class Log
{
    /// <summary>The scope of every line that a job logs.</summary>
    public static readonly Func<ILogger, string, IDisposable?> JobScope = LoggerMessage.DefineScope<string>("{Job}");

    [LoggerMessage(6001, LogLevel.Information, "Serving {Workspace} as {Roles} (datasets: {Datasets}, consumers: {Consumers})")]
    public static partial void Serving(this ILogger logger, string workspace, string roles, int datasets, int consumers);

    [LoggerMessage(6002, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(6003, LogLevel.Critical, "The service cannot continue and stops")]
    public static partial void CannotGoOn(this ILogger logger, Exception exception);

    [LoggerMessage(6004, LogLevel.Information, "Published {Contract} from {File}")]
    public static partial void ContractPublished(this ILogger logger, string contract, string file);

    [LoggerMessage(6005, LogLevel.Warning, "{Warning}")]
    public static partial void ContractWarning(this ILogger logger, string warning);

    [LoggerMessage(6006, LogLevel.Warning, "{Problem}")]
    public static partial void ConsumerProblem(this ILogger logger, string problem);

    [LoggerMessage(6007, LogLevel.Information, "The published contracts have changed ({File}); the service continues with the new ones")]
    public static partial void ContractNews(this ILogger logger, string file);

    [LoggerMessage(6008, LogLevel.Warning, "Cannot look for published contracts: {Reason}")]
    public static partial void ContractsNotSeen(this ILogger logger, string reason);

    [LoggerMessage(6009, LogLevel.Warning, "Left out: {What}")]
    public static partial void LeftOut(this ILogger logger, string what);

    [LoggerMessage(6010, LogLevel.Information, "{Job} was stopped before it was done; it continues at the next start")]
    public static partial void JobStopped(this ILogger logger, string job);

    [LoggerMessage(6011, LogLevel.Error, "{Job} failed (attempt {Attempt}); next try in {DelayMs} ms")]
    public static partial void JobFailed(this ILogger logger, Exception exception, string job, int attempt, long delayMs);

    [LoggerMessage(6012, LogLevel.Warning, "Left the shared schedule, but the server did not confirm it ({Reason}); other processes take over the jobs that were running here")]
    public static partial void SharedScheduleLeft(this ILogger logger, string reason);

    [LoggerMessage(6013, LogLevel.Warning, "The clock was set {Direction} by {Seconds} s; intervals do not change, cron expressions follow the clock")]
    public static partial void ClockSet(this ILogger logger, string direction, long seconds);

    [LoggerMessage(6014, LogLevel.Information, "The files of {Dataset} wait: {Holder} {Doing}")]
    public static partial void TurnHeld(this ILogger logger, DatasetName dataset, LockHolder holder, string doing);

    [LoggerMessage(6015, LogLevel.Warning, "The files of {Dataset} have waited for {Seconds} s: {Holder} {Doing}; if that process hangs, end it")]
    public static partial void TurnHeldLong(this ILogger logger, DatasetName dataset, LockHolder holder, string doing, long seconds);

    [LoggerMessage(6016, LogLevel.Information, "Consumer {Consumer} is new and is now served ({File})")]
    public static partial void ConsumerAdded(this ILogger logger, string consumer, string file);

    [LoggerMessage(6017, LogLevel.Information, "The definition of consumer {Consumer} has changed ({File})")]
    public static partial void ConsumerChanged(this ILogger logger, string consumer, string file);

    [LoggerMessage(6018, LogLevel.Information, "Consumer {Consumer} is no longer served, because {File} is missing or wrong; a delivery that has begun is finished, and the positions stay")]
    public static partial void ConsumerRemoved(this ILogger logger, string consumer, string file);

    [LoggerMessage(6019, LogLevel.Information, "A consumer delivers to a new folder ({Folder}); the service continues with all current consumers")]
    public static partial void FolderNews(this ILogger logger, string folder);

    [LoggerMessage(6020, LogLevel.Warning, "Cannot look for new definitions: {Reason}; the service continues with those that it has")]
    public static partial void DefinitionsNotSeen(this ILogger logger, string reason);
}

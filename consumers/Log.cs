using Microsoft.Extensions.Logging;

namespace DataShare.Consumers;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Delivered {Ranges} to {Consumer} (rows: {Rows}, files: {Files}) in {DurationMs} ms")]
    public static partial void Delivered(this ILogger logger, string consumer, string ranges, long rows, int files, long durationMs);

    [LoggerMessage(5006, LogLevel.Information, "{Consumer} begins to read at {Positions}")]
    public static partial void Begun(this ILogger logger, string consumer, string positions);

    [LoggerMessage(5002, LogLevel.Warning, "Attempt {Attempt} to deliver to {Consumer} failed, the next is in {WaitMs} ms: {Error}")]
    public static partial void AttemptFailed(this ILogger logger, string consumer, int attempt, long waitMs, string error);

    [LoggerMessage(5003, LogLevel.Error, "Delivery to {Consumer} failed (attempts: {Attempts}): {Error}")]
    public static partial void Failed(this ILogger logger, string consumer, int attempts, string error);

    [LoggerMessage(5005, LogLevel.Warning, "{Error}")]
    public static partial void NotPolled(this ILogger logger, string error);

    [LoggerMessage(5004, LogLevel.Warning, "The failure of {Consumer} could not be recorded in the warehouse: {Error}")]
    public static partial void FailureNotNoted(this ILogger logger, string consumer, string error);
}

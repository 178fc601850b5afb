using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>A bounded wait for the holder of a lock. A longer wait is logged.</summary>
public sealed class LockWait(TimeSpan longest, TimeProvider time, ILogger logger)
{
    /// <summary>The event id of the log line that names the holder; a command prints this line.</summary>
    public const int Event = Log.WaitingEvent;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly long began = time.GetTimestamp();
    private bool told;

    public TimeSpan Waited => time.GetElapsedTime(began);

    /// <summary>Whether the longest wait has passed.</summary>
    public bool IsOver => Waited >= longest;

    /// <summary>Logs the holder once.</summary>
    /// <param name="doing">The work of the holder: <c>takes files of dataset 'orders'</c>.</param>
    public void Tell(Func<LockHolder> holder, string doing)
    {
        if (!told && Waited >= Moment)
        {
            told = true;
            logger.Waiting(holder().ToString(), doing, (long)longest.TotalSeconds);
        }
    }
}

/// <summary>The rules for waiting for file locks.</summary>
/// <param name="Longest">0: no wait.</param>
/// <param name="Setting">The setting's name, for messages.</param>
public sealed record LockRules(TimeSpan Longest, string Setting, TimeProvider Time, ILogger Log);

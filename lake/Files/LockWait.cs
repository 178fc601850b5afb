using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>One wait for somebody who holds something: bounded, and told when it is longer than a moment.</summary>
public sealed class LockWait(TimeSpan longest, TimeProvider time, ILogger log)
{
    /// <summary>The number of the log's line that says who is waited for; a command prints it.</summary>
    public const int Event = 2030;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly long began = time.GetTimestamp();
    private bool told;

    public TimeSpan Waited => time.GetElapsedTime(began);

    /// <summary>Whether it is time to give up.</summary>
    public bool IsOver => Waited >= longest;

    /// <summary>Says once who is waited for.</summary>
    /// <param name="doing">What the holder does: <c>takes files of dataset 'orders'</c>.</param>
    public void Tell(Func<LockHolder> holder, string doing)
    {
        if (!told && Waited >= Moment)
        {
            told = true;
            Log.Waiting(log, holder(), doing, (long)longest.TotalSeconds);
        }
    }
}

/// <summary>How locks of files are waited for.</summary>
/// <param name="Longest">0: not at all.</param>
/// <param name="Setting">The setting that says it, for messages.</param>
public sealed record LockRules(TimeSpan Longest, string Setting, TimeProvider Time, ILogger Log);

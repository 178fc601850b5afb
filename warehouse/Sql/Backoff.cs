namespace DataShare.Warehouse;

/// <summary>
/// How long to wait before the next try: twice as long each time, from 200 ms to 10 s, and not all alike, so that
/// those whom one fault has stopped do not all come back at the same instant.
/// </summary>
internal sealed class Backoff(TimeProvider time, Random jitter)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="attempt">The one that failed, from 1.</param>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var pause = Math.Min(Shortest.TotalSeconds * Math.Pow(2, attempt - 1), Longest.TotalSeconds);
        return Task.Delay(TimeSpan.FromSeconds(pause * (0.5 + (jitter.NextDouble() / 2))), time, cancellationToken);
    }
}

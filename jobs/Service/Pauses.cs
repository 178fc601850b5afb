using System.Collections.Concurrent;
using Quartz;

namespace DataShare.Jobs;

/// <summary>
/// Pauses a failing job, so that it does not fail every two seconds: after each failure the pause doubles, from 1 s to
/// 1 min. The watches wake the job again after its pause.
/// </summary>
internal sealed class Pauses(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<JobKey, (int Attempts, long Since, TimeSpan Delay)> failing = new();

    public bool IsPaused(JobKey job) =>
        failing.TryGetValue(job, out var state) && time.GetElapsedTime(state.Since) < state.Delay;

    public void Succeeded(JobKey job) => failing.TryRemove(job, out _);

    public (int Attempt, TimeSpan Delay) Failed(JobKey job)
    {
        var attempts = failing.TryGetValue(job, out var state) ? state.Attempts + 1 : 1;
        var delay = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 1), Longest.TotalSeconds));
        failing[job] = (attempts, time.GetTimestamp(), delay);
        return (attempts, delay);
    }
}

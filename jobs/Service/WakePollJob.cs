using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Wakes a consumer's poll when its cron expression says so.</summary>
internal sealed class WakePollJob(JobFrame frame, ILogger<WakePollJob> logger)
    : VerbJob(frame, logger)
{
    protected override ValueTask RunAsync(JobKey key, CancellationToken cancellationToken) =>
        Frame.WakeUps.WakeAsync(Schedule.Poll(key.Name), cancellationToken);
}

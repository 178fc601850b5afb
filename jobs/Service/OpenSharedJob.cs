using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Opens the shared schedules, and tries again while the server is down.</summary>
internal sealed class OpenSharedJob(SharedSchedules shared, JobFrame frame, ILogger<OpenSharedJob> logger)
    : VerbJob(frame, logger)
{
    protected override ValueTask RunAsync(JobKey key, CancellationToken cancellationToken) =>
        shared.OpenAsync(cancellationToken);
}

using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Opens the shared schedules, again after a while as long as the server is away.</summary>
internal sealed class OpenSharedJob(SharedSchedules shared, JobFrame frame, ILogger<OpenSharedJob> logger)
    : VerbJob(frame, logger)
{
    protected override ValueTask RunAsync(JobKey key, CancellationToken cancellationToken) =>
        shared.OpenAsync(cancellationToken);
}

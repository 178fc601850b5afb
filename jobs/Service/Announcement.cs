using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>The roles this process was started with.</summary>
internal sealed record ServedRoles(Roles Value);

/// <summary>The service's first and last line.</summary>
internal sealed class Announcement(ServedWorkspace served, ServedRoles roles, ILogger<Announcement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.Serving(
            served.Workspace.Root,
            roles.Value.ToString().ToLowerInvariant(),
            served.Contracts.Datasets.Count,
            served.Consumers.Definitions.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        logger.Stopped();
        return Task.CompletedTask;
    }
}

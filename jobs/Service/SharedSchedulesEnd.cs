using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Closes the shared schedules while everything else stops. It stops last and has a time limit, so that a server that does
/// not answer cannot keep the process alive.
/// </summary>
internal sealed class SharedSchedulesEnd(SharedSchedules shared, ILogger<SharedSchedulesEnd> logger) : IHostedLifecycleService
{
    private Task closing = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        closing = shared.CloseAsync(cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await closing.WaitAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            // Other processes take over the jobs as after a crash.
            logger.SharedScheduleLeft(exception.Message);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

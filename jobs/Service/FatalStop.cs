using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>The workspace's folder no longer exists, so there is nothing to serve.</summary>
internal sealed class WorkspaceGoneException(string folder)
    : IOException($"The workspace '{folder}' no longer exists; restore it and start again.");

/// <summary>
/// Ends the process if a job reports a fault that no retry can repair. On .NET 10, a background service that throws stops
/// the host with exit code 0, so this class sets the exit code.
/// </summary>
internal sealed class FatalStop(ILogger<FatalStop> logger) : BackgroundService
{
    private readonly TaskCompletionSource<Exception> reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Report(Exception exception) => reported.TrySetResult(exception);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            throw await reported.Task.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops normally.
        }
        catch (Exception exception)
        {
            logger.CannotGoOn(exception);
            Environment.ExitCode = ExitCode.Usage;
            throw;
        }
    }
}

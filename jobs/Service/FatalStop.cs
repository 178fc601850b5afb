using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>The workspace's folder is no longer there: nothing is left to serve.</summary>
internal sealed class WorkspaceGoneException(string folder)
    : IOException($"The workspace '{folder}' no longer exists; restore it and start again.");

/// <summary>
/// Ends the process when a job reports what no retry can mend. On .NET 10 a background service that throws stops
/// the host with exit code 0, so the code is set here.
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
            // An ordinary stop.
        }
        catch (Exception exception)
        {
            logger.CannotGoOn(exception);
            Environment.ExitCode = ExitCode.Usage;
            throw;
        }
    }
}

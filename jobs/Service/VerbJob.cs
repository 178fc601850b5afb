using System.Globalization;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>The services that every job needs in addition to its verb.</summary>
internal sealed record JobFrame(ServedNow Now, WakeUps WakeUps, Pauses Pauses, FatalStop Fatal)
{
    public ServedWorkspace Served => Now.Value;
}

/// <summary>
/// A job: opens a log scope and calls one verb. A failed job is logged and tried again after a growing pause. Its exception
/// never reaches the scheduler or the host.
/// </summary>
internal abstract class VerbJob(JobFrame frame, ILogger logger) : IJob
{
    protected JobFrame Frame => frame;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var key = context.JobDetail.Key;
        frame.WakeUps.Started(key);
        if (frame.Pauses.IsPaused(key))
        {
            return;
        }

        if (!Directory.Exists(frame.Served.Workspace.Root))
        {
            frame.Fatal.Report(new WorkspaceGoneException(frame.Served.Workspace.Root));
            return;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{key.Group} {key.Name}");
        using var scope = Log.JobScope(logger, name);
        try
        {
            await RunAsync(key, cancellationToken);
            frame.Pauses.Succeeded(key);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.JobStopped(name);
            // A shared schedule gives the job to another process.
            throw;
        }
        catch (Exception exception)
        {
            var (attempt, delay) = frame.Pauses.Failed(key);
            logger.JobFailed(exception, name, attempt, (long)delay.TotalMilliseconds);
        }
    }

    /// <param name="key">Its name is the dataset or the consumer.</param>
    protected abstract ValueTask RunAsync(JobKey key, CancellationToken cancellationToken);
}

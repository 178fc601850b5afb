using DataShare.Consumers;
using DataShare.Lake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Checks the files of contracts and consumers, and the inbox, while the service runs. It adds, changes and removes consumers
/// when their files change, and reports once everything that is left out.
/// </summary>
/// <param name="time">A clock that nobody can set, for the interval between checks.</param>
internal sealed class DefinitionWatch(
    ServedNow served,
    ServedRoles roles,
    ConsumerJobs jobs,
    Told told,
    DataShareOptions options,
    SteadyClock time,
    IHostApplicationLifetime host,
    ILogger<DefinitionWatch> logger)
    : BackgroundService
{
    /// <summary>Definitions are checked less often than the inbox, because they change less often.</summary>
    private const int ScansBetweenLooks = 3;

    private readonly FolderLooks looks = new(time);
    private readonly HashSet<string> folders = [.. Folders(served.Value.Consumers.Definitions, options)];
    private string? seen;
    private string? taken;
    private ServedWorkspace read = served.Value;
    private IReadOnlyList<string>? strays;

    /// <summary>Whether this watch ended the host.</summary>
    public bool HasNews { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ScanInterval * ScansBetweenLooks, time);
        try
        {
            while (!HasNews && await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops normally.
        }
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAtDefinitionsAsync(cancellationToken);
            LookAtInbox();
            told.News("look", []);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next check tries again. Until then all consumers are served as before.
            foreach (var reason in told.News("look", [e.Message]))
            {
                logger.DefinitionsNotSeen(reason);
            }
        }
    }

    /// <summary>Skips files that may still be written. They are read when the next check finds them unchanged.</summary>
    private async ValueTask LookAtDefinitionsAsync(CancellationToken cancellationToken)
    {
        var workspace = served.Value.Workspace;
        var print = new FolderPrint(looks).Of(workspace.ContractsFolder, workspace.DefinitionsFolder);
        var isSettled = print == seen;
        seen = print;
        if (!isSettled || print == taken)
        {
            return;
        }

        read = served.Value.ReadAgain();
        StartNotes.Write(logger, told, new Admission(read, [], ContractAdmission.Review(read, _ => true, TimeProvider.System)));
        await TakeAsync(read.Definitions, cancellationToken);
        taken = print;
    }

    private async ValueTask TakeAsync(WorkspaceConsumers consumers, CancellationToken cancellationToken)
    {
        var changes = ConsumerChanges.Between(served.Value.Consumers, consumers.Served);
        if (changes.IsEmpty)
        {
            return;
        }

        if (roles.Value.HasFlag(Roles.Consumer) && Folders(changes.Wanted, options).FirstOrDefault(f => !folders.Contains(f)) is { } folder)
        {
            // The folders that the warehouse may write to are fixed when it is opened.
            HasNews = true;
            logger.FolderNews(folder);
            host.StopApplication();
            return;
        }

        var before = served.Value.Definitions;
        served.Take(consumers);
        if (!roles.Value.HasFlag(Roles.Consumer))
        {
            return;
        }

        try
        {
            await jobs.ApplyAsync(changes, cancellationToken);
        }
        catch
        {
            // The server of a shared schedule may be down. The next check finds the same changes.
            served.Take(before);
            throw;
        }

        Tell(changes);
    }

    private void Tell(ConsumerChanges changes)
    {
        foreach (var consumer in changes.Added)
        {
            logger.ConsumerAdded(consumer.Name, Workspace.Display(consumer.SourceFile));
        }

        foreach (var consumer in changes.Changed)
        {
            logger.ConsumerChanged(consumer.Name, Workspace.Display(consumer.SourceFile));
        }

        foreach (var consumer in changes.Removed)
        {
            logger.ConsumerRemoved(consumer.Name, Workspace.Display(consumer.SourceFile));
        }
    }

    /// <summary>Reports only entries that two checks find, because a file may be about to be moved into a folder.</summary>
    private void LookAtInbox()
    {
        if (!roles.Value.HasFlag(Roles.Producer))
        {
            return;
        }

        var now = new Inbox(options.Producers.Inbox, served.Value.Contracts, looks, read.Written).Strays();
        foreach (var stray in strays is null ? [] : told.News("inbox", now.Intersect(strays, StringComparer.Ordinal)))
        {
            logger.LeftOut(stray);
        }

        strays = now;
    }

    private static IEnumerable<string> Folders(IEnumerable<ConsumerDefinition> consumers, DataShareOptions options) =>
        consumers.Select(c => c.Deliver).OfType<DeliveryRules.Files>().Select(files => files.FolderIn(options.DataFolder));
}

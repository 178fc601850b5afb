using DataShare.Consumers;
using DataShare.Lake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Looks at the files of contracts and consumers, and at the inbox, while the service runs. Consumers are taken up, changed
/// and given up as their files say; what is not taken is said once.
/// </summary>
/// <param name="time">One that nobody can set: the looks are that far apart.</param>
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
    /// <summary>Definitions change less often than files come.</summary>
    private const int ScansBetweenLooks = 3;

    private readonly FolderLooks looks = new(time);
    private readonly HashSet<string> folders = [.. Folders(served.Value.Consumers.Definitions, options)];
    private string? seen;
    private string? taken;
    private ServedWorkspace read = served.Value;
    private IReadOnlyList<string>? strays;

    /// <summary>Whether it was this that ended the host.</summary>
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
            // An ordinary stop.
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
            // The next look tries again, and nobody is served less meanwhile.
            foreach (var reason in told.News("look", [e.Message]))
            {
                logger.DefinitionsNotSeen(reason);
            }
        }
    }

    /// <summary>Files that somebody is still writing are left until the next look finds them as this one did.</summary>
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
            // What the warehouse may write to is settled when it is opened.
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
            // The server of a shared schedule may be away: the next look finds the same changes.
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

    /// <summary>What lies there at two looks: a file may be on its way into a folder.</summary>
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

using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Ends the host if a version was published, or a major retired, that the host does not know. The host is then created
/// again with all versions. Otherwise files of a new version would go to quarantine because the service started earlier.
/// </summary>
internal sealed class ContractWatch(
    ServedWorkspace served, LakeLayout layout, TimeSpan interval, TimeProvider time, IHostApplicationLifetime host, ILogger<ContractWatch> logger)
    : BackgroundService
{
    private readonly FolderLooks looks = new(time);
    private readonly HashSet<string> known =
    [
        .. served.Versions.Published.Datasets
            .SelectMany(served.Versions.Published.Versions)
            .SelectMany(c => Files(layout, c)),
    ];

    private readonly IReadOnlySet<DatasetName> unread = served.Versions.Published.Unread;

    /// <summary>Whether this watch ended the host.</summary>
    public bool HasNews { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            if (FindNews() is { } file)
            {
                HasNews = true;
                logger.ContractNews(file);
                host.StopApplication();
                return;
            }
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Files(LakeLayout layout, DataContract contract)
    {
        yield return layout.ContractFile(contract.Dataset, contract.Version);
        if (contract.Status is "retired")
        {
            yield return layout.RetiredMajorFile(contract.Dataset, contract.Version.Major);
        }
    }

    private IEnumerable<string> FilesIn(string folder) => looks.In(folder).Where(e => e.Name[0] is not '.').SelectMany(e =>
        e.IsFolder ? FilesIn(Path.Combine(folder, e.Name)) : [Path.Combine(folder, e.Name)]);

    private string? FindNews()
    {
        try
        {
            return FilesIn(layout.ContractsFolder).FirstOrDefault(f => !known.Contains(f) && !IsUnread(f)) ?? NewsOfUnread();
        }
        catch (DirectoryNotFoundException)
        {
            // The file disappeared between two checks.
            return null;
        }
        catch (IOException e)
        {
            logger.ContractsNotSeen(e.Message);
            return null;
        }
    }

    private bool IsUnread(string file) => served.Versions.Store.DatasetOf(file) is { } dataset && unread.Contains(dataset);

    /// <summary>Reads unreadable published files again, because people repair them in place while the dataset waits.</summary>
    private string? NewsOfUnread() =>
        unread.Count > 0 && unread.Except(served.Versions.Store.Read().Catalog.Unread).FirstOrDefault() is { } mended
            ? Path.Combine(layout.ContractsFolder, mended.Value)
            : null;
}

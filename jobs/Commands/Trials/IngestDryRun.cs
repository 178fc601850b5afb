using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>ingest --dry-run</c>: says what would come of files, and writes nothing.</summary>
internal static class IngestDryRun
{
    /// <param name="files">Full paths.</param>
    public static async Task<int> RunAsync(
        Terminal terminal,
        ServedWorkspace served,
        IReadOnlyList<string> files,
        DatasetName dataset,
        IngestOptions wanted,
        CancellationToken cancellationToken)
    {
        var catalog = InForceThen(served);
        if (catalog.Versions(dataset).Where(c => c.TakesFiles).Reverse().ToList() is not [_, ..] contracts)
        {
            throw new UsageException($"No contract of dataset '{dataset}' takes files, or may be published. See where its versions stand: datashare schema check");
        }

        using var host = WorkspaceHost.ForCommand(served);
        var options = WorkspaceSettings.Read(served.Workspace, null);
        var trial = new TryFile(
            host.Services.GetRequiredService<LakeStore>(), catalog, contracts, options.Producers, host.Services.GetRequiredService<LoadIdSource>(), FirstRows.Read);
        var results = new List<TrialResult>();
        foreach (var file in files.Select(f => new FileInfo(f)).Order(ArrivalOrder.Instance).Select(f => f.FullName))
        {
            results.AddRange(await IngestProgressBar.ShowAsync(terminal, progress => trial.RunAsync(file, wanted, progress, cancellationToken)));
        }

        Write(terminal, served, dataset, results);
        return results.Exists(r => r.WouldQuarantine) ? ExitCode.Quarantined : ExitCode.Done;
    }

    /// <summary>What an ingest would take the files under: it publishes what it may at its start.</summary>
    private static ContractCatalog InForceThen(ServedWorkspace served)
    {
        var now = served.Contracts;
        var next = ContractAdmission.Review(served, _ => true, TimeProvider.System)
            .Where(r => r.IsAdmitted && !now.Unread.Contains(r.Contract.Dataset))
            .Select(r => r.Contract);
        return new ContractCatalog(now.Datasets.SelectMany(now.Versions).Concat(next)) { Unread = now.Unread };
    }

    private static void Write(Terminal terminal, ServedWorkspace served, DatasetName dataset, List<TrialResult> results)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { dryRun = true, files = results.Select(r => TrialReport.Json(dataset, r)) });
            return;
        }

        foreach (var result in results)
        {
            TrialReport.Write(terminal, dataset, result, IsPublished(served, result));
        }

        terminal.Out.WriteLine("A trial: nothing was written.");
    }

    private static bool IsPublished(ServedWorkspace served, TrialResult result) =>
        result.Contract is { } contract && served.Versions.Published.Find(contract.Dataset, contract.Version) is not null;
}

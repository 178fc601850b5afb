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
        Terminal terminal, ServedWorkspace served, IReadOnlyList<string> files, DatasetName dataset, CancellationToken cancellationToken)
    {
        var contracts = Contracts(served, dataset);
        if (contracts.Count == 0)
        {
            throw new UsageException($"No contract of dataset '{dataset}' takes files, or may be published. See where its versions stand: datashare schema check");
        }

        using var host = WorkspaceHost.ForCommand(served);
        var options = WorkspaceSettings.Read(served.Workspace, null);
        var trial = new TryFile(
            host.Services.GetRequiredService<LakeStore>(), served.Written, contracts, options.Producers, host.Services.GetRequiredService<LoadIdSource>());
        var results = new List<TrialResult>();
        foreach (var file in files)
        {
            results.AddRange(await IngestProgressBar.ShowAsync(terminal, progress => trial.RunAsync(file, progress, cancellationToken)));
        }

        Write(terminal, served, dataset, results);
        return results.Exists(r => r.WouldQuarantine) ? ExitCode.Quarantined : ExitCode.Done;
    }

    /// <summary>Those that an ingest would take the files under, newest first: it publishes what it may at its start.</summary>
    private static List<DataContract> Contracts(ServedWorkspace served, DatasetName dataset) =>
    [
        .. served.Contracts.Versions(dataset).Where(c => c.TakesFiles)
            .Concat(ContractAdmission.Review(served, c => c.Dataset == dataset, TimeProvider.System).Where(r => r.IsAdmitted).Select(r => r.Contract))
            .OrderByDescending(c => c.Version),
    ];

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

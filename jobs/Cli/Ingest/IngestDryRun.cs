using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>ingest --dry-run</c>: shows the result of an ingest without writing anything.</summary>
internal static class IngestDryRun
{
    /// <param name="files">Full paths; empty for the files in the inbox.</param>
    /// <param name="chosen">The dataset of the files; null for all datasets that take files.</param>
    public static async Task<int> RunAsync(
        Terminal terminal,
        ServedWorkspace served,
        IReadOnlyList<string> files,
        DatasetName? chosen,
        IngestOptions wanted,
        CancellationToken cancellationToken)
    {
        var catalog = InForceThen(served);
        if (chosen is not null && !catalog.Versions(chosen).Any(c => c.TakesFiles))
        {
            throw new UsageException($"Dataset '{chosen}' has no contract that takes files or can be published. See its versions with: datashare schema check");
        }

        using var host = WorkspaceHost.ForCommand(served);
        var options = WorkspaceSettings.Read(served.Workspace, null);
        var results = new List<(DatasetName Dataset, TrialResult Result)>();
        foreach (var dataset in chosen is null ? catalog.Datasets : [chosen])
        {
            IReadOnlyList<DataContract> contracts = [.. catalog.Versions(dataset).Where(c => c.TakesFiles).Reverse()];
            if (contracts.Count == 0)
            {
                continue;
            }

            var trial = new TryFile(
                host.Services.GetRequiredService<LakeStore>(), catalog, contracts, options.Producers, host.Services.GetRequiredService<LoadIdSource>(), FirstRows.Read);
            if (files.Count == 0)
            {
                var inbox = new TryInbox(options.Producers, TimeProvider.System);
                results.AddRange((await IngestProgressBar.ShowAsync(terminal, progress => inbox.RunAsync(contracts, trial, wanted, progress, cancellationToken))).Select(r => (dataset, r)));
            }

            foreach (var file in files.Select(f => new FileInfo(f)).Order(ArrivalOrder.Instance).Select(f => f.FullName))
            {
                results.AddRange((await IngestProgressBar.ShowAsync(terminal, progress => trial.RunAsync(file, null, wanted, progress, cancellationToken))).Select(r => (dataset, r)));
            }
        }

        Write(terminal, served, results);
        return results.Exists(r => r.Result.WouldQuarantine) ? ExitCode.Quarantined : ExitCode.Done;
    }

    /// <summary>The contracts that an ingest would use. It would first publish the new versions that can be published.</summary>
    private static ContractCatalog InForceThen(ServedWorkspace served)
    {
        var now = served.Contracts;
        var next = ContractAdmission.Review(served, _ => true, TimeProvider.System)
            .Where(r => r.IsAdmitted && !now.Unread.Contains(r.Contract.Dataset))
            .Select(r => r.Contract);
        return new ContractCatalog(now.Datasets.SelectMany(now.Versions).Concat(next)) { Unread = now.Unread };
    }

    private static void Write(Terminal terminal, ServedWorkspace served, List<(DatasetName Dataset, TrialResult Result)> results)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { dryRun = true, files = results.Select(r => TrialReport.Json(r.Dataset, r.Result)) });
            return;
        }

        foreach (var (dataset, result) in results)
        {
            TrialReport.Write(terminal, dataset, result, IsPublished(served, result));
        }

        terminal.Out.WriteLine(results.Count > 0 ? "A trial: nothing was written." : "The inbox is empty.");
    }

    private static bool IsPublished(ServedWorkspace served, TrialResult result) =>
        result.Contract is { } contract && served.Versions.Published.Find(contract.Dataset, contract.Version) is not null;
}

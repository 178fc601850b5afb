using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// One batch: takes what is in the inbox into the lake, and what is new in the lake into the warehouse. May be
/// repeated; a dataset that fails does not keep the others from being done.
/// </summary>
internal sealed class IngestAndLoad(
    ServedWorkspace served, Inbox inbox, IngestFile ingest, ReplayQuarantined replay, LoadDataset load, IWarehouse warehouse)
{
    /// <summary>
    /// All that lies in the datasets' inbox folders. A file dropped a moment ago is waited for until it can have
    /// settled, because whoever copies a file and then calls this expects it to be taken.
    /// </summary>
    public async ValueTask<IReadOnlyList<DatasetResult>> TakeInboxAsync(
        IReadOnlyList<DatasetName> datasets, bool again, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var options = new IngestOptions(again, WaitForSettle: true);
        var results = new List<DatasetResult>();
        foreach (var dataset in datasets)
        {
            results.Add(await TakeAsync(
                dataset,
                async files =>
                {
                    // A dataset whose contracts are all retired is only complained about when there are files for it.
                    if (served.Contracts.Newest(dataset) is not null || inbox.HasWork(dataset))
                    {
                        files.AddRange((await ingest.RunAsync(dataset, options, progress, cancellationToken)).Outcomes);
                    }
                },
                cancellationToken));
        }

        return results;
    }

    /// <summary>Named files, wherever they are; they stay there.</summary>
    public ValueTask<DatasetResult> TakeFilesAsync(
        IReadOnlyList<string> files, DatasetName dataset, bool again, IProgress<IngestProgress>? progress, CancellationToken cancellationToken) =>
        TakeAsync(
            dataset,
            async taken =>
            {
                foreach (var file in files)
                {
                    var summary = await ingest.RunAsync(file, dataset, new IngestOptions(again), progress, cancellationToken);
                    taken.AddRange(summary.Outcomes);
                }
            },
            cancellationToken);

    /// <summary>Entries of the quarantine, each dataset's together.</summary>
    /// <param name="mended">What takes the place of the kept bytes, of one entry; or null.</param>
    public async ValueTask<IReadOnlyList<DatasetResult>> ReplayAsync(
        IReadOnlyList<QuarantinedLoad> entries, string? mended, string by, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var results = new List<DatasetResult>();
        foreach (var ofDataset in entries.GroupBy(e => e.Reason.Dataset))
        {
            results.Add(await TakeAsync(
                ofDataset.Key,
                async taken =>
                {
                    foreach (var entry in ofDataset)
                    {
                        taken.AddRange(await replay.RunAsync(entry, mended, by, progress, cancellationToken));
                    }
                },
                cancellationToken));
        }

        return results;
    }

    private async ValueTask<DatasetResult> TakeAsync(
        DatasetName dataset, Func<List<DropOutcome>, ValueTask> take, CancellationToken cancellationToken)
    {
        var files = new List<DropOutcome>();
        var loaded = new LoadSummary([]);
        RebuildResult? rebuilt = null;
        var problem = await TryAsync(() => take(files));
        // What is in the lake goes on, also when a file could not be taken.
        var loadProblem = await TryAsync(async () =>
        {
            loaded = await load.RunAsync(dataset, served.Contracts, cancellationToken);
            rebuilt = loaded.Rebuilt is { } made ? await RebuildResult.OfAsync(made, served, warehouse, cancellationToken) : null;
        });
        return new DatasetResult(dataset, files, loaded.Loads, problem ?? loadProblem) { Rebuilt = rebuilt };
    }

    private static async ValueTask<Problem?> TryAsync(Func<ValueTask> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception exception) when (CommandLineProgram.Foreseen(exception) is { } code)
        {
            return new Problem(exception.Message, code);
        }
    }
}

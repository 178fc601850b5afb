using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// One batch: takes the files of the inbox into the lake, and then loads the new commits of the lake into the warehouse,
/// which is opened only once. May be repeated. If a dataset fails, the others are still processed.
/// </summary>
internal sealed class IngestAndLoad(
    ServedWorkspace served,
    Inbox inbox,
    IngestFile ingest,
    WaitingDatasets waiting,
    LoadDataset load,
    IWarehouse warehouse,
    TimeProvider time)
{
    /// <summary>The longest time for which the warehouse is kept open, because other processes may wait for it.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Takes all files in the datasets' inbox folders. It waits for a file that was dropped a moment ago until the file can have
    /// settled, because a user who copies a file and then calls this expects it to be taken. Datasets whose files another
    /// process takes come last, so that the other datasets do not wait.
    /// </summary>
    public async ValueTask<IReadOnlyList<DatasetResult>> TakeInboxAsync(
        IReadOnlyList<DatasetName> datasets, IngestOptions wanted, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var options = wanted with { WaitForSettle = true, Folders = inbox.Look() };
        var taken = new List<DatasetResult>();
        foreach (var dataset in datasets)
        {
            taken.Add(await TakeInboxAsync(dataset, options with { WaitForTurn = false }, progress, cancellationToken));
        }

        var results = (await LoadAsync(taken, cancellationToken)).ToList();
        foreach (var held in results.FindAll(r => r.Problem is { IsHeld: true }))
        {
            var waited = await TakeInboxAsync(held.Dataset, options, progress, cancellationToken);
            var after = (await LoadAsync([waited], cancellationToken))[0];
            results[results.IndexOf(held)] = after with { Loads = [.. held.Loads, .. after.Loads], Rebuilt = held.Rebuilt ?? after.Rebuilt };
        }

        return results;
    }

    private ValueTask<DatasetResult> TakeInboxAsync(
        DatasetName dataset, IngestOptions options, IProgress<IngestProgress>? progress, CancellationToken cancellationToken) =>
        TakeAsync(
            dataset,
            async files =>
            {
                if (inbox.HasWork(dataset, options.Folders!))
                {
                    files.AddRange((await ingest.RunAsync(dataset, options, progress, cancellationToken)).Outcomes);
                }
            });

    /// <summary>Takes named files from any place, in the order in which files count. The files stay in their place.</summary>
    public async ValueTask<DatasetResult> TakeFilesAsync(
        IReadOnlyList<string> files, DatasetName dataset, IngestOptions wanted, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var taken = await TakeAsync(
            dataset,
            async outcomes =>
            {
                foreach (var file in files.Select(f => new FileInfo(f)).Order(ArrivalOrder.Instance).Select(f => f.FullName))
                {
                    var summary = await ingest.RunAsync(file, dataset, wanted, progress, cancellationToken);
                    outcomes.AddRange(summary.Outcomes);
                }
            });
        return (await LoadAsync([taken], cancellationToken))[0];
    }

    /// <summary>Entries of the quarantine, each dataset's together.</summary>
    /// <param name="replay">Replays one of them.</param>
    /// <param name="mended">What takes the place of the kept bytes, of one entry; or null.</param>
    /// <param name="older">Whether a snapshot that is older than the one that landed takes its place.</param>
    public async ValueTask<IReadOnlyList<DatasetResult>> ReplayAsync(
        ReplayQuarantined replay, IReadOnlyList<QuarantinedLoad> entries, string? mended, string by, bool older, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var taken = new List<DatasetResult>();
        foreach (var ofDataset in entries.GroupBy(e => e.Reason.Dataset))
        {
            taken.Add(await TakeAsync(
                ofDataset.Key,
                async outcomes =>
                {
                    foreach (var entry in ofDataset.OrderBy(e => e.Reason.WrittenAt ?? e.Reason.At).ThenBy(e => e.Reason.FileName, ArrivalOrder.Instance))
                    {
                        outcomes.AddRange(await replay.RunAsync(entry, mended, by, older, progress, cancellationToken));
                    }
                }));
        }

        return await LoadAsync(taken, cancellationToken);
    }

    private static async ValueTask<DatasetResult> TakeAsync(DatasetName dataset, Func<List<DropOutcome>, ValueTask> take)
    {
        var files = new List<DropOutcome>();
        var problem = await TryAsync(() => take(files));
        return new DatasetResult(dataset, files, [], problem);
    }

    /// <summary>Loads the new commits of the lake, also for a dataset with a file that could not be taken.</summary>
    private async ValueTask<IReadOnlyList<DatasetResult>> LoadAsync(List<DatasetResult> taken, CancellationToken cancellationToken)
    {
        IReadOnlyList<DatasetName> due = [];
        IAsyncDisposable? held = null;
        try
        {
            var heldAt = time.GetTimestamp();
            var closed = await TryAsync(async () =>
            {
                held = await warehouse.HoldAsync(cancellationToken);
                due = await waiting.FindAsync([.. taken.Select(t => t.Dataset)], served.Contracts, cancellationToken);
            });
            if (closed is not null)
            {
                return WithProblem(taken, closed);
            }

            foreach (var dataset in due)
            {
                if (held is not null && time.GetElapsedTime(heldAt) > LongestHold)
                {
                    await held.DisposeAsync();
                    held = null;
                    heldAt = time.GetTimestamp();
                    _ = await TryAsync(async () => held = await warehouse.HoldAsync(cancellationToken));
                }

                var place = taken.FindIndex(t => t.Dataset == dataset);
                taken[place] = await LoadAsync(taken[place], cancellationToken);
            }

            return taken;
        }
        finally
        {
            if (held is not null)
            {
                await held.DisposeAsync();
            }
        }
    }

    private async ValueTask<DatasetResult> LoadAsync(DatasetResult taken, CancellationToken cancellationToken)
    {
        var loaded = new LoadSummary([]);
        RebuildResult? rebuilt = null;
        var problem = await TryAsync(async () =>
        {
            loaded = await load.RunAsync(taken.Dataset, served.Contracts, cancellationToken);
            rebuilt = loaded.Rebuilt is { } made ? await RebuildResult.OfAsync(made, served, warehouse, cancellationToken) : null;
        });
        return taken with { Loads = loaded.Loads, Problem = taken.Problem ?? problem, Rebuilt = rebuilt };
    }

    /// <summary>Adds a problem of the warehouse to the datasets with new files. If there are none, to the first dataset, because the waiting loads are unknown.</summary>
    private static List<DatasetResult> WithProblem(List<DatasetResult> taken, Problem problem)
    {
        var anything = taken.Exists(t => t.Files.Count > 0);
        return [.. taken.Select((t, place) => t.Problem is null && (t.Files.Count > 0 || (!anything && place == 0)) ? t with { Problem = problem } : t)];
    }

    private static async ValueTask<Problem?> TryAsync(Func<ValueTask> step)
    {
        try
        {
            await step();
            return null;
        }
        catch (Exception exception) when (ForeseenFault.Of(exception) is { } fault)
        {
            return new Problem(fault.Message, fault.ExitCode) { IsHeld = exception is HeldException };
        }
    }
}

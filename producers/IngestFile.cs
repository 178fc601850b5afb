using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>
/// Ingests settled files: takes them from a dataset's inbox through the gate into the lake. It can run again at any
/// time, and in several processes at once: one process claims a file, and if a process stops half-way, the next one
/// finishes its work under the same load id.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class IngestFile(
    LakeStore lake,
    ContractCatalog catalog,
    ProducerOptions options,
    LoadIdSource ids,
    TimeProvider time,
    ILogger<IngestFile> logger,
    StepBorder? border = null)
{
    private readonly ConcurrentDictionary<DatasetName, SeenFiles> seen = new();

    /// <summary>
    /// Ingests all settled files in the inbox of one dataset: its own folder, and the folders next to it that state a
    /// version (<c>orders@1</c>).
    /// </summary>
    /// <exception cref="ProducerException">No contract of the dataset takes files.</exception>
    /// <exception cref="HeldException">Another process is ingesting its files; nothing was changed.</exception>
    public async ValueTask<IngestSummary> RunAsync(
        DatasetName dataset, IngestOptions ingest, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var contracts = ContractsOf(catalog, dataset);
        var lookedAt = seen.GetOrAdd(dataset, _ => new SeenFiles(time));
        var (landing, pipeline) = Begin(contracts, progress);
        using var claims = await DatasetClaims.OpenAsync(contracts, options, ingest, ids, time, logger, border, cancellationToken);
        foreach (var abandoned in claims.TakeOver())
        {
            await pipeline.RunAsync([abandoned], cancellationToken);
        }

        await foreach (var claimed in claims.ClaimAsync(lookedAt, cancellationToken))
        {
            await pipeline.RunAsync(claimed, cancellationToken);
        }

        await claims.SweepAsync(lake, cancellationToken);
        // The load comes next and needs the memory.
        SpareMemory.GiveBack();
        IReadOnlyList<DropOutcome> outcomes = [.. landing.Outcomes, .. claims.Waiting];
        lookedAt.Report(dataset, outcomes, logger);
        return new IngestSummary(outcomes);
    }

    /// <summary>Ingests one named file. The file and its sidecar stay where they are.</summary>
    /// <exception cref="ProducerException">No contract of the dataset takes files.</exception>
    /// <exception cref="HeldException">
    /// Another process is ingesting files of the dataset; nothing was changed.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read; nothing was changed.</exception>
    public async ValueTask<IngestSummary> RunAsync(
        string file,
        DatasetName dataset,
        IngestOptions ingest,
        IProgress<IngestProgress>? progress,
        CancellationToken cancellationToken)
    {
        var contracts = ContractsOf(catalog, dataset);
        if (DatasetInbox.IsSidecarOfFile(file))
        {
            return new IngestSummary([new DropOutcome.NotSettled(dataset, Path.GetFileName(file), DatasetInbox.GoesWithItsFile)]);
        }

        using var turn = await DatasetClaims.TakeTurnAsync(options, contracts, ingest.WaitForTurn, time, logger, cancellationToken);
        using var claims = new FileClaims(DatasetInbox.Own(options, dataset), ids, time, border);
        var (landing, pipeline) = Begin(contracts, progress);
        var claim = await claims.CopyAsync(file, ingest, cancellationToken);
        try
        {
            await pipeline.RunAsync([claim], cancellationToken);
        }
        catch (OperationCanceledException) when (Directory.Exists(claim.Folder))
        {
            // The person who stopped it has the file and can run the command again: the copy must not be taken as well.
            FileClaims.ReleaseAll(claim);
            throw;
        }

        // The load comes next and needs the memory.
        SpareMemory.GiveBack();
        return new IngestSummary(landing.Outcomes);
    }

    /// <summary>The versions that take files, newest first; at least one.</summary>
    /// <exception cref="ProducerException">There is none.</exception>
    internal static List<DataContract> ContractsOf(ContractCatalog catalog, DatasetName dataset)
    {
        var newestFirst = catalog.Versions(dataset).Where(c => c.TakesFiles).Reverse().ToList();
        return newestFirst.Count > 0
            ? newestFirst
            : throw new ProducerException(catalog.Unread.Contains(dataset)
                ? $"A published contract of dataset '{dataset}' cannot be read. Its files stay where they are. See which with: datashare status"
                : $"Dataset '{dataset}' has no published contract that takes files. Its files stay where they are. "
                    + $"See its versions with: datashare schema list {dataset}");
    }

    private (LakeLanding Landing, DropPipeline Pipeline) Begin(List<DataContract> contracts, IProgress<IngestProgress>? progress)
    {
        var history = new DropHistory(lake, catalog, contracts);
        var settle = contracts.Max(c => c.Inbox.Arrival.Settle);
        var landing = new LakeLanding(lake, history, contracts[0].Dataset, contracts[0].Inbox.Arrival.Identity, settle, time, logger, border);
        return (landing, new DropPipeline(lake, catalog, contracts, options, landing, progress, border));
    }
}

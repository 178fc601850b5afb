using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Tries the files that wait in a dataset's inbox. It claims nothing, takes no lock and makes no folder, so it does not
/// delay a process that ingests at the same time. That process may ingest the files in the meantime.
/// </summary>
public sealed class TryInbox(ProducerOptions options, TimeProvider time)
{
    /// <param name="contracts">Of one dataset, newest first; at least one.</param>
    /// <param name="trial">A trial with the same contracts.</param>
    /// <returns>The files in the order of ingestion, then those that would stay, each with the reason.</returns>
    public async ValueTask<IReadOnlyList<TrialResult>> RunAsync(
        IReadOnlyList<DataContract> contracts, TryFile trial, IngestOptions wanted, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        var folders = InboxFolders.Look(options.Inbox).Of(contracts[0].Dataset)
            .Where(i => Directory.Exists(i.Folder))
            .Select(i => ArrivalFolder.Of(i, contracts))
            .ToList();
        var (settled, others) = await new Arrivals(folders, options, time).LookAsync(new SeenFiles(time), wanted.WaitForSettle, cancellationToken);
        var results = new List<TrialResult>();
        foreach (var arrival in settled)
        {
            results.AddRange(await TryAsync(arrival, trial, wanted, progress, cancellationToken));
        }

        return [.. results, .. others.Select(o => new TrialResult { Name = o.Name, NotTaken = o.Reason })];
    }

    private static async ValueTask<IReadOnlyList<TrialResult>> TryAsync(
        Arrival arrival, TryFile trial, IngestOptions wanted, IProgress<IngestProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await trial.RunAsync(arrival.File.FullName, Path.GetFileName(arrival.At.Inbox.Folder), wanted, progress, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !File.Exists(arrival.File.FullName))
        {
            return [new TrialResult { Name = arrival.File.Name, NotTaken = "another process has just claimed it" }];
        }
    }
}

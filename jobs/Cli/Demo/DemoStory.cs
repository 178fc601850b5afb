using DataShare.Consumers;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>What happened on one day of the demo.</summary>
internal sealed record DemoDay(
    string Name, IReadOnlyList<DatasetResult> Datasets, IReadOnlyList<PollOutcome> Consumers)
{
    public bool Failed => Datasets.Any(d => d.Problem is not null) || Consumers.Any(c => c is PollOutcome.Failed or PollOutcome.Misfit);
}

/// <summary>Plays a day: drops its files, takes them, loads them, gives consumers what is new.</summary>
internal sealed class DemoStory(
    ServedWorkspace served, Inbox inbox, IngestAndLoad ingest, PollConsumer poll, TimeProvider time)
{
    public async ValueTask<DemoDay> PlayAsync(string day, IReadOnlyList<MadeUpFile> files, CancellationToken cancellationToken)
    {
        Drop(files);
        var datasets = await ingest.TakeInboxAsync(served.Contracts.Datasets, new IngestOptions(), progress: null, cancellationToken);
        return new DemoDay(day, datasets, await ConsumeCommand.PollAsync(poll, served.Consumers.Definitions, new PollOptions(), cancellationToken));
    }

    private void Drop(IReadOnlyList<MadeUpFile> files)
    {
        // As if dropped a while ago, one after the other: nobody wants to watch a demo wait for files to settle.
        var droppedAt = time.GetUtcNow().UtcDateTime.AddHours(-1);
        foreach (var (i, file) in files.Index())
        {
            var folder = inbox.Folder(DatasetName.Parse(file.Dataset));
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, file.Name);
            File.WriteAllText(path, file.Content);
            File.SetLastWriteTimeUtc(path, droppedAt.AddSeconds(i));
        }
    }
}

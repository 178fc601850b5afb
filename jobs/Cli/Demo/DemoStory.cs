using DataShare.Consumers;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The results of one day of the demo.</summary>
internal sealed record DemoDay(
    string Name, IReadOnlyList<DatasetResult> Datasets, IReadOnlyList<PollOutcome> Consumers)
{
    public bool Failed => Datasets.Any(d => d.Problem is not null) || Consumers.Any(c => c is PollOutcome.Failed or PollOutcome.Misfit or PollOutcome.Stopped);
}

/// <summary>Plays a day: drops its files, ingests and loads them, and delivers new rows to consumers.</summary>
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
        // The files get older times, one after the other, so that the demo does not wait for them to settle.
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

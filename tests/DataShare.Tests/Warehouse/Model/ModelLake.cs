using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A real inbox and a real lake, with one dataset for each round.</summary>
internal sealed class ModelLake : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero));
    private readonly LoadIdSource loadIds;
    private readonly LakeStore store;

    public ModelLake()
    {
        loadIds = new LoadIdSource(time, new Random(1));
        store = NewStore();
    }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>A store without cached state, as in another process.</summary>
    public LakeStore NewStore() => new(new LakeLayout(Folder["lake"]), time, NullLoggerFactory.Instance);

    /// <summary>Ingests files that were dropped one after the other.</summary>
    public async Task<IReadOnlyList<DropOutcome>> ArriveAsync(
        DatasetName dataset, ContractCatalog catalog, PlanStep.Arrive arrival, CancellationToken cancellationToken)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        foreach (var (i, file) in arrival.Files.Index())
        {
            var path = Folder.Write(Path.Combine("inbox", dataset.Value, file.Name), FileFields.Text(file));
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime.AddSeconds(i - 30));
        }

        var options = new ProducerOptions { Inbox = Folder["inbox"], Writers = 1, MaxFilesPerCommit = arrival.MaxFilesPerCommit };
        var ingest = new IngestFile(store, catalog, options, loadIds, time, NullLogger<IngestFile>.Instance);
        return (await ingest.RunAsync(dataset, new IngestOptions(), null, cancellationToken)).Outcomes;
    }

    public async Task<IReadOnlyList<LakeCommit>> CommitsAfterAsync(LakeTableId table, long version, CancellationToken cancellationToken)
    {
        var commits = new List<LakeCommit>();
        await foreach (var commit in store.Table(table).CommitsAfterAsync(version, cancellationToken))
        {
            commits.Add(commit);
        }

        return commits;
    }

    public void Dispose() => Folder.Dispose();
}

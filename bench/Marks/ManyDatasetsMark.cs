namespace DataShare.Bench;

/// <summary>The cost of a dataset: many datasets with one file each, against one dataset with as many files, each in its own commit.</summary>
internal sealed class ManyDatasetsMark(int datasets) : IMark
{
    private string folder = "";

    public string Name => "many-datasets";

    public string Description => $"ingest of {datasets} datasets with one file each, against one dataset with {datasets} files and commits";

    public double Limit => 4;

    public Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        return Task.CompletedTask;
    }

    public Task<TimeSpan> OursAsync(CancellationToken cancellationToken) => IngestAsync("many", datasets, 1, cancellationToken);

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken) => IngestAsync("one", 1, datasets, cancellationToken);

    private Task<TimeSpan> IngestAsync(string name, int count, int filesOfEach, CancellationToken cancellationToken) =>
        new DatasetsWorkspace(Path.Combine(folder, name), count, filesOfEach).RunAsync("ingest", cancellationToken);
}

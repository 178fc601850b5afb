namespace DataShare.Bench;

/// <summary>A command on many datasets without new files, as a whole process, against the time that people accept to wait.</summary>
internal sealed class IdleCommandMark(string command, int datasets, TimeSpan wait) : IMark
{
    private DatasetsWorkspace? workspace;

    public string Name => $"idle-{command}";

    public string Description => FormattableString.Invariant($"{command} on {datasets} datasets with nothing new, against {wait.TotalSeconds:0} s");

    public double Limit => 1;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        workspace = new DatasetsWorkspace(folder, datasets, 1);
        await workspace.RunAsync("ingest", cancellationToken);
    }

    public Task<TimeSpan> OursAsync(CancellationToken cancellationToken) => workspace!.RunAsync(command, cancellationToken);

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken) => Task.FromResult(wait);
}

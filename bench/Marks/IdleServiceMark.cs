namespace DataShare.Bench;

/// <summary>The processor time of a service that has nothing to do, against a part of one core.</summary>
internal sealed class IdleServiceMark(int datasets, int consumers) : IMark
{
    private const double PartOfCore = 0.02;
    private const double DatasetsASecond = 50;

    /// <summary>Long enough for the service to look at a large workspace several times. It looks at a small one more often.</summary>
    private readonly TimeSpan span = TimeSpan.FromSeconds(Math.Clamp(datasets / DatasetsASecond, 1, 30));
    private DatasetsWorkspace? workspace;

    public string Name => "idle-service";

    public string Description => FormattableString.Invariant(
        $"processor time of run with {datasets} datasets and {consumers} consumers and nothing new, against {PartOfCore * 100:0} % of a core");

    public double Limit => 1;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        workspace = new DatasetsWorkspace(folder, datasets, 1, consumers);
        await workspace.RunAsync("ingest", cancellationToken);
        await workspace.RunAsync("consume", cancellationToken);
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        using var service = workspace!.Start("run");
        try
        {
            // The start is not measured: the program compiles, and asks the warehouse which commits are loaded.
            await Task.Delay(span + span, cancellationToken);
            service.Refresh();
            var before = service.TotalProcessorTime;
            await Task.Delay(span, cancellationToken);
            service.Refresh();
            return service.TotalProcessorTime - before;
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync(CancellationToken.None);
        }
    }

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken) => Task.FromResult(span * PartOfCore);
}

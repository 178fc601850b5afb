using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>One engine's warehouse, which all rounds of a test share.</summary>
internal sealed class EngineUnderTest(TestEngine engine) : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private IQuerySession? hold;

    public WarehouseOptions Options { get; } = new() { MemoryLimit = "256MB", Threads = 1, LockTimeout = TimeSpan.FromSeconds(20) };

    public string Name => Options.Engine.ToString();

    public IWarehouse Warehouse { get; private set; } = null!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(Options, folder, cancellationToken);
        await OpenAnewAsync(cancellationToken);
    }

    /// <summary>From now on it is used through a new object without cached state, as in another process.</summary>
    public async Task OpenAnewAsync(CancellationToken cancellationToken)
    {
        await CloseAsync();
        Warehouse = engine.Open(Options);
        if (Options.Engine is WarehouseEngine.DuckDb)
        {
            // Opening the file takes longer than a round. While it stays open, other objects of this process can use it.
            hold = await Warehouse.QueryAsync("select 1", cancellationToken);
        }
    }

    /// <summary>The rows of a query, whose columns must be these.</summary>
    public async Task<List<string?[]>> RowsAsync(
        string sql, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken)
    {
        await using var query = await Warehouse.QueryAsync(sql, cancellationToken);
        return await ExactRows.ReadAsync(query.Reader, columns, cancellationToken);
    }

    public async Task<EngineLimits> LimitsAsync(CancellationToken cancellationToken) => new(
        await KeptNamesAsync(cancellationToken), await engine.MostDigitsAsync(cancellationToken), await engine.MostCommitsAsync(cancellationToken),
        await engine.ReadsMomentsAsync(cancellationToken), Options.Engine is WarehouseEngine.DuckDb);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await engine.DisposeAsync();
        folder.Dispose();
    }

    private async Task<HashSet<string>> KeptNamesAsync(CancellationToken cancellationToken)
    {
        if (await engine.KeepsNamesAsync(ColumnNames.Odd, cancellationToken))
        {
            return [.. ColumnNames.Odd];
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in ColumnNames.Odd)
        {
            if (await engine.KeepsNamesAsync([name], cancellationToken))
            {
                kept.Add(name);
            }
        }

        return kept;
    }

    private async Task CloseAsync()
    {
        if (hold is not null)
        {
            await hold.DisposeAsync();
            hold = null;
        }

        (Warehouse as IDisposable)?.Dispose();
    }
}

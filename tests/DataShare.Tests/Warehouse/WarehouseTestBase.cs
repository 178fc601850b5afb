using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>A lake and a warehouse of one engine; the bodies of the tests are the same for all engines.</summary>
public abstract class WarehouseTestBase(TestEngine engine) : IAsyncLifetime
{
    private readonly List<IWarehouse> warehouses = [];
    private IWarehouse? warehouse;

    internal WarehouseLake Lake { get; } = new();

    internal WarehouseOptions Options { get; } = new() { MemoryLimit = "256MB", Threads = 2, LockTimeout = TimeSpan.FromSeconds(20) };

    protected TestEngine Engine => engine;

    protected IWarehouse Warehouse => warehouse ??= NewWarehouse();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        try
        {
            await engine.StartAsync(Options, Lake.Folder, Stop);
        }
        catch
        {
            // A test that did not begin, such as a skipped one, is not disposed.
            Lake.Dispose();
            throw;
        }
    }

    /// <summary>A new object for the same warehouse, as in another process.</summary>
    protected IWarehouse NewWarehouse()
    {
        var opened = engine.Open(Options);
        warehouses.Add(opened);
        return opened;
    }

    /// <summary>It uses the real clock, because it really pauses.</summary>
    protected LoadDataset NewLoader(StepBorder? border = null) =>
        new(Lake.NewStore(), NewWarehouse(), Options, TimeProvider.System, NullLogger<LoadDataset>.Instance, border);

    protected async Task<LoadSummary> LoadAsync(string dataset) =>
        await NewLoader().RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);

    /// <summary>The newest loaded version of each table: <c>orders@1, products@0</c>.</summary>
    protected async Task<string> NewestAsync() => (await Warehouse.Ledger.NewestAsync(Stop)).ToString();

    /// <summary>Each row as its values separated by bars: null is empty, true and false are 1 and 0.</summary>
    protected async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var query = await Warehouse.QueryAsync(sql, Stop);
        var rows = new List<string>();
        while (await query.Reader.ReadAsync(Stop))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, query.Reader.FieldCount).Select(i => Text(query.Reader.GetValue(i)))));
        }

        return rows;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var opened in warehouses.OfType<IDisposable>())
        {
            opened.Dispose();
        }

        try
        {
            await engine.DisposeAsync();
        }
        finally
        {
            Lake.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    private static string? Text(object value) => value switch
    {
        bool flag => flag ? "1" : "0",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}

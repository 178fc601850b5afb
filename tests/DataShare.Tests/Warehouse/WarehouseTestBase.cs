using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>A lake and a warehouse of one engine; the bodies of the tests are the same for all engines.</summary>
public abstract class WarehouseTestBase : IDisposable
{
    private IWarehouse? warehouse;

    internal WarehouseLake Lake { get; } = new();

    internal WarehouseOptions Options { get; } = new() { MemoryLimit = "256MB", Threads = 2, LockTimeout = TimeSpan.FromSeconds(20) };

    protected IWarehouse Warehouse => warehouse ??= NewWarehouse();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An object of its own on the same warehouse, as another process has it.</summary>
    protected abstract IWarehouse NewWarehouse();

    protected LoadDataset NewLoader(StepBorder? border = null) =>
        new(Lake.NewStore(), NewWarehouse(), Options, Lake.Time, NullLogger<LoadDataset>.Instance, border);

    protected async Task<LoadSummary> LoadAsync(string dataset) =>
        await NewLoader().RunAsync(DatasetName.Parse(dataset), Lake.Catalog, Stop);

    /// <summary>Each row as its values between bars, null as nothing.</summary>
    protected async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var query = await Warehouse.QueryAsync(sql, Stop);
        var rows = new List<string>();
        while (await query.Reader.ReadAsync(Stop))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, query.Reader.FieldCount).Select(i =>
                Convert.ToString(query.Reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public void Dispose()
    {
        (warehouse as IDisposable)?.Dispose();
        Lake.Dispose();
        GC.SuppressFinalize(this);
    }
}

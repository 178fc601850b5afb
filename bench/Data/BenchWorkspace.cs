using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Bench;

/// <summary>An empty inbox, lake and warehouse with the verbs on them.</summary>
internal sealed class BenchWorkspace : IDisposable
{
    private readonly DuckDbWarehouse warehouse;
    private readonly IngestFile ingest;
    private readonly LoadDataset load;
    private readonly ContractCatalog catalog;

    /// <param name="folder">Emptied first.</param>
    public BenchWorkspace(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Inbox = Path.Combine(folder, "inbox", "orders");
        Directory.CreateDirectory(Inbox);
        catalog = OrdersContract.Catalog(Path.Combine(folder, "contracts"));
        var lake = new LakeStore(new LakeLayout(Path.Combine(folder, "lake")), TimeProvider.System, NullLoggerFactory.Instance);
        var options = new WarehouseOptions { DatabaseFile = Path.Combine(folder, "warehouse.duckdb") };
        warehouse = new DuckDbWarehouse(options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance);
        ingest = new IngestFile(
            lake,
            catalog,
            new ProducerOptions { Inbox = Path.Combine(folder, "inbox") },
            new LoadIdSource(TimeProvider.System, Random.Shared),
            TimeProvider.System,
            NullLogger<IngestFile>.Instance);
        load = new LoadDataset(lake, warehouse, options, TimeProvider.System, NullLogger<LoadDataset>.Instance);
    }

    public string Inbox { get; }

    /// <summary>Everything in the inbox: checked, in the lake, in the table.</summary>
    public async Task RunAsync(long expectedRows, CancellationToken cancellationToken)
    {
        var landed = await ingest.RunAsync(OrdersContract.Dataset, new IngestOptions(), null, cancellationToken);
        var loaded = await load.RunAsync(OrdersContract.Dataset, catalog, cancellationToken);
        var rows = landed.Outcomes.OfType<Landed>().Sum(o => o.AcceptedRows);
        var loadedRows = loaded.Loads.Sum(l => l.RowsInserted);
        if (rows != expectedRows || loadedRows != expectedRows)
        {
            throw new InvalidOperationException(
                $"{rows} rows landed and {loadedRows} were loaded, not {expectedRows}: {string.Join(", ", landed.Outcomes.Take(3))}");
        }
    }

    public void Dispose() => warehouse.Dispose();
}

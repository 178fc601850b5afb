using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Bench;

/// <summary>An empty inbox, lake and warehouse, and the verbs that work on them.</summary>
internal sealed class BenchWorkspace : IDisposable
{
    private readonly IWarehouse warehouse;
    private readonly IngestFile ingest;
    private readonly LoadDataset load;
    private readonly ContractCatalog catalog;

    /// <param name="folder">Emptied first.</param>
    /// <param name="connectionString">Connection string of an empty SQL Server database; null for an embedded warehouse.</param>
    /// <param name="isKeyed">True: orders are merged by key. False: they are appended.</param>
    public BenchWorkspace(string folder, string? connectionString = null, bool isKeyed = false)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Inbox = Path.Combine(folder, "inbox", "orders");
        Directory.CreateDirectory(Inbox);
        catalog = OrdersContract.Catalog(Path.Combine(folder, "contracts"), isKeyed);
        var lake = new LakeStore(new LakeLayout(Path.Combine(folder, "lake")), TimeProvider.System, NullLoggerFactory.Instance);
        LakeTables = Path.Combine(folder, "lake", "tables");
        var options = new WarehouseOptions { DatabaseFile = Path.Combine(folder, "warehouse.duckdb") };
        if (connectionString is not null)
        {
            (options.Engine, options.ConnectionString) = (WarehouseEngine.SqlServer, connectionString);
        }

        warehouse = connectionString is null
            ? new DuckDbWarehouse(options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance)
            : new SqlServerWarehouse(options, TimeProvider.System, NullLogger<SqlServerWarehouse>.Instance);
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

    public string LakeTables { get; }

    /// <summary>Checks the files of the inbox and takes them into the lake and the table.</summary>
    public async Task RunAsync(long expectedRows, CancellationToken cancellationToken)
    {
        await IngestAsync(expectedRows, cancellationToken);
        await LoadAsync(expectedRows, cancellationToken);
    }

    /// <summary>Checks the files of the inbox and takes them into the lake.</summary>
    public async Task IngestAsync(long expectedRows, CancellationToken cancellationToken)
    {
        var landed = await ingest.RunAsync(OrdersContract.Dataset, new IngestOptions(), null, cancellationToken);
        var rows = landed.Outcomes.OfType<DropOutcome.Landed>().Sum(o => o.AcceptedRows);
        if (rows != expectedRows)
        {
            throw new InvalidOperationException($"{rows} rows landed, not {expectedRows}: {string.Join(", ", landed.Outcomes.Take(3))}");
        }
    }

    /// <summary>Loads the new commits of the lake into the table.</summary>
    public async Task LoadAsync(long expectedRows, CancellationToken cancellationToken, long expectedUpdates = 0)
    {
        var loaded = await load.RunAsync(OrdersContract.Dataset, catalog, cancellationToken);
        if ((loaded.RowsInserted, loaded.RowsUpdated) != (expectedRows, expectedUpdates))
        {
            throw new InvalidOperationException(
                $"{loaded.RowsInserted} rows were inserted and {loaded.RowsUpdated} updated, not {expectedRows} and {expectedUpdates}.");
        }
    }

    /// <summary>Creates an empty warehouse, so that the measured load does not have to.</summary>
    public ValueTask MigrateAsync(CancellationToken cancellationToken) => warehouse.MigrateAsync(cancellationToken);

    public void Dispose() => (warehouse as IDisposable)?.Dispose();
}

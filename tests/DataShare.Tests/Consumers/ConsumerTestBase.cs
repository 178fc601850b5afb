using System.Globalization;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Consumers;

/// <summary>A lake, a DuckDB warehouse over it, and consumers that poll it.</summary>
public abstract class ConsumerTestBase : IDisposable
{
    private readonly List<DuckDbWarehouse> warehouses = [];

    internal static DataContract Orders { get; } = Contracts.Append(
        "orders", "1.0.0", Contracts.Column("order_id", ColumnKind.Int64), Contracts.Column("country"), Contracts.Restricted("email"));

    internal static DataContract Customers { get; } = Contracts.Merge(
        "customers", "1.0.0", new DeleteMarker("change", "D"), Contracts.Key("id"), Contracts.Column("name"), Contracts.Column("change"));

    internal WarehouseLake Lake { get; } = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected string Outbox => Lake.Folder["outbox"];

    /// <summary>The files' names and what each has, its lines between bars.</summary>
    protected IReadOnlyList<string> Delivered => !Directory.Exists(Outbox)
        ? []
        : [.. Directory.EnumerateFiles(Outbox).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)}: {string.Join('|', File.ReadAllLines(f))}")];

    /// <summary>A warehouse that knows nothing yet, as in another process.</summary>
    protected IWarehouse NewWarehouse()
    {
        var options = new WarehouseOptions { DatabaseFile = Lake.Folder["warehouse.duckdb"], MemoryLimit = "256MB", Threads = 2 };
        var warehouse = new DuckDbWarehouse(options, Lake.Time, NullLogger<DuckDbWarehouse>.Instance, new Random(1));
        warehouses.Add(warehouse);
        return warehouse;
    }

    internal PollConsumer NewPoll(StepBorder? border = null, params DataContract[] contracts) => new(
        NewWarehouse(),
        new ContractCatalog(contracts.Length > 0 ? contracts : [Orders, Customers]),
        new ConsumerOptions { DataFolder = Lake.Folder.Root },
        Lake.Time,
        NullLogger<PollConsumer>.Instance,
        border);

    internal async Task<PollOutcome> PollAsync(ConsumerDefinition consumer, bool resume = false) =>
        await NewPoll().RunAsync(consumer, new PollOptions(resume), Stop);

    internal static ConsumerDefinition Consumer(string yaml)
    {
        var reading = ConsumerReader.Read($"consumer: feed\nowner: a@example.com\n{yaml}", "feed.yaml");
        Assert.Empty(reading.Problems);
        return reading.Definition!;
    }

    /// <summary>Commits a drop to the lake and loads it.</summary>
    internal async Task<LoadId> ArriveAsync(DataContract contract, string rows)
    {
        var loadId = await Lake.DropAsync(contract, rows);
        var options = new WarehouseOptions { DatabaseFile = Lake.Folder["warehouse.duckdb"] };
        await new LoadDataset(Lake.NewStore(), NewWarehouse(), options, Lake.Time, NullLogger<LoadDataset>.Instance)
            .RunAsync(contract.Dataset, Lake.Catalog, Stop);
        return loadId;
    }

    /// <summary>Each row as its values between bars, null as nothing.</summary>
    protected async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var query = await NewWarehouse().QueryAsync(sql, Stop);
        var rows = new List<string>();
        while (await query.Reader.ReadAsync(Stop))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, query.Reader.FieldCount)
                .Select(i => Convert.ToString(query.Reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public void Dispose()
    {
        warehouses.ForEach(w => w.Dispose());
        Lake.Dispose();
        GC.SuppressFinalize(this);
    }
}

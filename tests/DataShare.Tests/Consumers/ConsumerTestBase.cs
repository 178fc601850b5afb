using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Consumers;

/// <summary>A lake, a warehouse of one engine over it, and consumers that poll it.</summary>
public abstract class ConsumerTestBase(TestEngine engine) : WarehouseTestBase(engine)
{
    internal static DataContract Orders { get; } = Contracts.Append(
        "orders", "1.0.0", Contracts.Column("order_id", ColumnKind.Int64), Contracts.Column("country"), Contracts.Restricted("email"));

    internal static DataContract Customers { get; } = Contracts.Merge(
        "customers", "1.0.0", new DeleteMarker("change", "D"), Contracts.Key("id"), Contracts.Column("name"), Contracts.Column("change"));

    protected string Outbox => Lake.Folder["outbox"];

    /// <summary>The names of the delivered files. Hidden files are for nobody.</summary>
    protected IReadOnlyList<string> DeliveredNames => !Directory.Exists(Outbox)
        ? []
        : [.. Directory.EnumerateFiles(Outbox).Select(f => Path.GetFileName(f)).Where(f => f[0] != '.').Order(StringComparer.Ordinal)];

    /// <summary>The name and the content of each file, its lines separated by bars.</summary>
    protected IReadOnlyList<string> Delivered => [.. DeliveredNames.Select(f => Path.Combine(Outbox, f)).Select(f => $"{Path.GetFileName(f)}: {string.Join('|', File.ReadAllLines(f))}")];

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
        await LoadAsync(contract.Dataset.Value);
        return loadId;
    }

    /// <summary>The tables of one name that consumers made.</summary>
    protected Task<IReadOnlyList<string>> TablesAsync(string name) =>
        RowsAsync($"select TABLE_NAME from INFORMATION_SCHEMA.TABLES where TABLE_NAME = '{name}'");
}

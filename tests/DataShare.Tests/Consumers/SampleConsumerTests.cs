using System.Runtime.CompilerServices;
using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public abstract class SampleConsumerTests(TestEngine engine) : ConsumerTestBase(engine)
{
    private static readonly ContractCatalog Samples = ContractCatalog.Load(Folder("schemas", "contracts")).Catalog;

    [Fact]
    public async Task Revenue_by_country_sums_the_orders_that_were_not_cancelled()
    {
        await ArriveAsync(
            Newest("orders"),
            """
            values (1, 1, 'P-0001', 1, 10.50, 'PAID', 'AT', 'a@x', timestamptz '2026-01-31 10:00:00Z', null),
                   (2, 1, 'P-0001', 2, 21.00, 'NEW', 'AT', null, timestamptz '2026-01-31 10:00:00Z', 'SPRING'),
                   (3, 2, 'P-0002', 1, 5.00, 'CANCELLED', 'DE', null, timestamptz '2026-01-31 10:00:00Z', null)
            """);

        Assert.IsType<PollOutcome.Delivered>(await RunAsync("revenue-by-country"));
        Assert.Equal(["AT|31.50|2|0"], await RowsAsync("select country, cast(revenue as varchar(20)), orders, lake_version from revenue_by_country"));
    }

    [Fact]
    public async Task Customer_changes_contain_deleted_customers()
    {
        await ArriveAsync(Newest("customers"), "values (1, 'Ada', 'AT', 'consumer', date '2020-01-01', 'U'), (2, 'Bob', 'DE', 'consumer', null, 'U')");
        await RunAsync("customer-changes");
        var loadId = await ArriveAsync(Newest("customers"), "values (1, null, null, null, null, 'D')");
        var delivered = Assert.IsType<PollOutcome.Delivered>(await RunAsync("customer-changes"));

        Assert.StartsWith("1,", (await File.ReadAllLinesAsync(Assert.Single(delivered.Files), Stop))[1], StringComparison.Ordinal);
        Assert.Contains($",delete,{loadId},1,1,", (await File.ReadAllLinesAsync(delivered.Files[0], Stop))[1], StringComparison.Ordinal);
    }

    private static DataContract Newest(string dataset) => Samples.Newest(DatasetName.Parse(dataset))!;

    private async Task<PollOutcome> RunAsync(string consumer) =>
        await NewPoll(null, [.. Samples.Datasets.SelectMany(Samples.Versions)])
            .RunAsync(ConsumerCatalog.Load(Folder("consumers", "definitions")).Catalog.Find(consumer)!, Stop);

    private static string Folder(string room, string folder, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", room, folder));
}

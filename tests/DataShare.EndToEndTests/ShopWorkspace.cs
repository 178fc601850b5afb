using System.Text.Json;
using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// A workspace with the dataset <c>orders</c> and two consumers of its first major version: one calculates sums in SQL, the
/// other gets new rows as files.
/// </summary>
public sealed class ShopWorkspace : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ShopWorkspace()
    {
        folder.Write("appsettings.json", """{"DataShare": {"ScanInterval": "00:00:00.2"}}""");
        Contract("1.0.0", Amount);
        Revenue(1, "amount");
        Feed(1, "amount");
    }

    public static string Amount => "- {id: c3, name: amount, logicalType: number, physicalType: \"decimal(18,2)\", required: true}";

    /// <summary>The same column under another name.</summary>
    public static string Total => Amount.Replace("amount", "total", StringComparison.Ordinal);

    public static string Coupon => "- {id: c4, name: coupon, logicalType: string, logicalTypeOptions: {maxLength: 20}}";

    public string Root => folder.Root;

    /// <summary>Writes a version of the contract: <c>order_id</c>, <c>country</c> and the given columns.</summary>
    public void Contract(string version, params string[] columns) => folder.Write(
        $"contracts/orders/{version}.odcs.yaml",
        $$$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        name: Orders
        version: {{{version}}}
        status: active
        team: {name: shop}
        servers:
          - server: inbox
            type: local
            path: inbox/orders
            format: csv
            customProperties:
              - {property: arrival, value: {settle: 200ms, marker: none}}
        schema:
          - id: orders
            name: orders
            logicalType: object
            properties:
              - {id: c1, name: order_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {id: c2, name: country, logicalType: string, required: true}
              {{{string.Join("\n      ", columns)}}}
        customProperties:
          - {property: write, value: {mode: append}}
          - {property: compatibility, value: FULL_TRANSITIVE}

        """);

    public void Withdraw(string version) => File.Delete(folder["contracts", "orders", $"{version}.odcs.yaml"]);

    /// <summary>Writes the consumer that calculates sums.</summary>
    public void Revenue(int major, string amount) => folder.Write(
        "consumers/revenue-by-country.yaml",
        $$$"""
        consumer: revenue-by-country
        owner: bi@example.com
        reads:
          - {dataset: orders, major: {{{major}}}, columns: [country, {{{amount}}}]}
        schedule: {onCommit: true}
        deliver:
          tables:
            revenue_by_country: country varchar(2) not null, revenue decimal(38, 2) not null, orders bigint not null
          sql: |
            insert into revenue_by_country (country, revenue, orders)
            select country, sum({{{amount}}}), count(*) from {{orders}} group by country

        """);

    /// <summary>Writes the consumer that gets files.</summary>
    public void Feed(int major, string amount) => folder.Write(
        "consumers/orders-feed.yaml",
        $$"""
        consumer: orders-feed
        owner: shipping@example.com
        reads:
          - {dataset: orders, major: {{major}}, columns: [order_id, {{amount}}]}
        schedule: {onCommit: true}
        deliver:
          files: {path: outbox/orders-feed, format: csv}

        """);

    public void Drop(string name, string content) => folder.Write($"data/inbox/orders/{name}", content);

    public Task<ProgramResult> RunAsync(params string[] arguments) => DataShareProgram.RunAsync(Root, arguments);

    /// <summary>Runs the program, and fails if the exit code differs.</summary>
    public async Task<ProgramResult> ExpectAsync(int exitCode, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == exitCode, $"datashare {string.Join(' ', arguments)}: {result}");
        return result;
    }

    /// <summary>Ingests the files of the inbox and delivers to both consumers.</summary>
    public async Task DeliverAsync()
    {
        await ExpectAsync(0, "ingest");
        await ExpectAsync(0, "consume");
    }

    /// <summary>Each row as its values separated by bars.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        var result = await ExpectAsync(0, "query", sql, "--format", "json");
        using var json = JsonDocument.Parse(result.Output);
        return [.. json.RootElement.EnumerateArray().Select(r => string.Join('|', r.EnumerateObject().Select(p => p.Value.ToString())))];
    }

    /// <summary>The lines after the headers of all delivered files, in order.</summary>
    public IReadOnlyList<string> HandedOn() => !Directory.Exists(folder["data", "outbox", "orders-feed"]) ? [] :
    [
        .. Directory.EnumerateFiles(folder["data", "outbox", "orders-feed"], "*.csv")
            .SelectMany(f => File.ReadLines(f).Skip(1))
            .Select(l => string.Join(',', l.Split(',').Take(2)))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => folder.Dispose();
}

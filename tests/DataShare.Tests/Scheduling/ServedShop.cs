using DataShare.Jobs;
using DataShare.TestKit;

namespace DataShare.Tests.Scheduling;

/// <summary>
/// A workspace with the datasets <c>orders</c> and <c>readings</c>, and two consumers: <c>hourly</c> goes by the
/// clock, <c>eager</c> by commits.
/// </summary>
internal sealed class ServedShop : IDisposable
{
    public const string Hourly = "0 0 * * * ?";

    private readonly TemporaryFolder folder = new();

    public ServedShop()
    {
        folder.Write("contracts/orders/1.0.0.odcs.yaml", Contract("orders"));
        folder.Write("contracts/readings/1.0.0.odcs.yaml", Contract("readings"));
        folder.Write("consumers/hourly.yaml", Consumer("hourly", $"{{cron: \"{Hourly}\", onCommit: false}}"));
        folder.Write("consumers/eager.yaml", Consumer("eager", "{onCommit: true}"));
        folder.Write("appsettings.json", "{}");
        Served = ServedWorkspace.Read(Workspace.Find(folder.Root));
    }

    public ServedWorkspace Served { get; }

    public void Dispose() => folder.Dispose();

    private static string Contract(string dataset) =>
        $$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: {{dataset}}
        name: {{dataset}}
        version: 1.0.0
        status: active
        team: {name: tests}
        servers:
          - {server: inbox, type: local, path: inbox/{{dataset}}, format: csv}
        schema:
          - id: {{dataset}}
            name: {{dataset}}
            logicalType: object
            properties:
              - {id: c1, name: id, logicalType: integer, logicalTypeOptions: {format: i64}, required: true}
        customProperties:
          - property: write
            value: {mode: append}
        """;

    private static string Consumer(string name, string schedule) =>
        $$"""
        consumer: {{name}}
        owner: tests@example.com
        reads:
          - {dataset: orders, major: 1}
        schedule: {{schedule}}
        deliver:
          files: {path: "outbox/{{name}}", format: csv}
        """;
}

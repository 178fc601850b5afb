using DataShare.Jobs;
using DataShare.TestKit;

namespace DataShare.Tests.Scheduling;

/// <summary>
/// A workspace with the datasets <c>orders</c> and <c>readings</c>, and two consumers: <c>hourly</c> polls by a schedule,
/// <c>eager</c> after each commit.
/// </summary>
internal sealed class ServedShop : IDisposable
{
    public const string Hourly = "0 0 * * * ?";

    private readonly TemporaryFolder folder = new();

    public ServedShop(string settings = "{}")
    {
        foreach (var dataset in new[] { "orders", "readings" })
        {
            folder.Write($"contracts/{dataset}/1.0.0.odcs.yaml", Contract(dataset));
            folder.Write($"data/lake/contracts/{dataset}/1.0.0.yaml", Contract(dataset));
        }

        folder.Write("consumers/hourly.yaml", Consumer("hourly", $"{{cron: \"{Hourly}\", onCommit: false}}"));
        folder.Write("consumers/eager.yaml", Consumer("eager", "{onCommit: true}"));
        folder.Write("appsettings.json", settings);
        Served = ServedWorkspace.Read(Workspace.Find(folder.Root));
    }

    public ServedWorkspace Served { get; }

    /// <summary>Drops a file whose time is in the past for every clock, so it has settled.</summary>
    public string Drop(string dataset, string name, string content = "id\n1\n")
    {
        var path = folder.Write($"data/inbox/{dataset}/.{name}", content);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var dropped = folder["data", "inbox", dataset, name];
        File.Move(path, dropped, overwrite: true);
        return dropped;
    }

    public string this[params ReadOnlySpan<string> parts] => folder[parts];

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

using DataShare.Jobs;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Workspaces;

/// <summary>A workspace with the dataset <c>orders</c>, whose contract a test changes, and a consumer that adds up <c>amount</c>.</summary>
internal sealed class CheckedWorkspace : IDisposable
{
    public const string Amount = "{id: c2, name: amount, logicalType: number}";
    public const string Total = "{id: c2, name: total, logicalType: number}";
    public const string Coupon = "{id: c3, name: coupon, logicalType: string}";

    private readonly TemporaryFolder folder = new();

    public CheckedWorkspace()
    {
        folder.Write("appsettings.json", "{}");
        Contract("1.0.0", Amount);
        Write(
            "consumers/revenue.yaml",
            """
            consumer: revenue
            owner: bi@example.com
            reads: [{dataset: orders, major: 1}]
            deliver:
              tables: {revenue: "total double"}
              sql: insert into revenue select sum(amount) from {{orders}}
            """);
    }

    public string Root => folder.Root;

    public Workspace Workspace => Workspace.Find(folder.Root);

    public string this[params ReadOnlySpan<string> parts] => folder[parts];

    public string Write(string path, string content) => folder.Write(path, content);

    public string Contract(string version, params string[] columns) => ContractIn("contracts", version, "", columns);

    /// <param name="custom">Further custom properties, one on each line.</param>
    public string ContractIn(string place, string version, string custom, params string[] columns) => Write(
        $"{place}/orders/{version}.odcs.yaml",
        $$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: {{version}}
        status: active
        schema:
          - name: orders
            properties:
              - {id: c1, name: order_id, logicalType: integer, required: true}
              - {{string.Join("\n      - ", columns)}}
        customProperties:
          - {property: compatibility, value: FULL_TRANSITIVE}
        {{custom}}
        """);

    public async Task PublishAsync() => await ContractAdmission.AdmitAsync(
        ServedWorkspace.Read(Workspace), TimeProvider.System, TestContext.Current.CancellationToken);

    public async Task<SchemaCheck> CheckAsync(string against = "published") => await SchemaCheck.RunAsync(
        Workspace, against, TimeProvider.System, TestContext.Current.CancellationToken);

    public void Dispose() => folder.Dispose();
}

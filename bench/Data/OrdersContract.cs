using DataShare.Schemas;

namespace DataShare.Bench;

/// <summary>The contract of the generated orders: 12 columns of most types.</summary>
internal static class OrdersContract
{
    public static readonly DatasetName Dataset = DatasetName.Parse("orders");

    private const string Yaml = """
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        name: Orders
        version: 1.0.0
        status: active
        servers:
          - server: inbox
            type: local
            path: inbox/orders
            customProperties:
              - {property: arrival, value: {settle: 0s}}
        schema:
          - id: orders
            name: orders
            logicalType: object
            properties:
              - {id: c1, name: order_id, logicalType: integer, logicalTypeOptions: {format: i64, minimum: 1}, required: true}
              - {id: c2, name: quantity, logicalType: integer, logicalTypeOptions: {format: i32, minimum: 1}, required: true}
              - {id: c3, name: amount, logicalType: number, physicalType: "decimal(18,2)", required: true, logicalTypeOptions: {minimum: 0}}
              - {id: c4, name: weight, logicalType: number, required: true}
              - {id: c5, name: ordered_at, logicalType: timestamp, required: true}
              - {id: c6, name: ship_date, logicalType: date, required: true}
              - {id: c7, name: customer, logicalType: string, required: true, logicalTypeOptions: {maxLength: 40}}
              - {id: c8, name: email, logicalType: string, required: true, logicalTypeOptions: {maxLength: 254}}
              - {id: c9, name: status, logicalType: string, required: true, customProperties: [{property: enum, value: [NEW, PAID, SHIPPED, RETURNED]}]}
              - {id: c10, name: country, logicalType: string, required: true, logicalTypeOptions: {pattern: "[A-Z]{2}"}}
              - {id: c11, name: product, logicalType: string, required: true}
              - {id: c12, name: note, logicalType: string, logicalTypeOptions: {maxLength: 200}}
        customProperties:
          - {property: write, value: {mode: append}}
        """;

    private static readonly string Keyed = Yaml
        .Replace("name: order_id, logicalType: integer, logicalTypeOptions: {format: i64, minimum: 1}", "name: order_id, logicalType: string, logicalTypeOptions: {maxLength: 20}, primaryKey: true, primaryKeyPosition: 1", StringComparison.Ordinal)
        .Replace("mode: append", "mode: merge", StringComparison.Ordinal);

    /// <summary>Writes the contract into the folder and reads the folder as a catalog.</summary>
    /// <param name="isKeyed">True: rows are merged by order_id, which is then a text.</param>
    public static ContractCatalog Catalog(string folder, bool isKeyed = false)
    {
        var file = Path.Combine(folder, "orders", "1.0.0.odcs.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, isKeyed ? Keyed : Yaml);
        var reading = ContractCatalog.Load(folder);
        return reading.Problems.Count == 0
            ? reading.Catalog
            : throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }
}

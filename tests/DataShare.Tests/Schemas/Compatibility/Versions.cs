using DataShare.Schemas;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>Contracts that differ only in the subject of a test.</summary>
internal static class Versions
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    /// <summary>With a key column and these properties.</summary>
    public static DataContract Of(string version, params string[] properties) => Read(version, "FULL_TRANSITIVE", "", properties);

    public static DataContract In(string mode, string version, params string[] properties) => Read(version, mode, "", properties);

    /// <param name="more">Lines at the root of the contract, or custom properties when they begin with <c>-</c>.</param>
    public static DataContract Read(string version, string mode, string more, params string[] properties) => ContractText.Valid(
        $$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: {{version}}
        schema:
          - name: orders
            properties:
              - {id: k, name: order_id, logicalType: integer, primaryKey: true}
              {{string.Join("\n      ", properties.Select(p => "- " + p))}}
        customProperties:
          - {property: compatibility, value: {{mode}}}
        {{(more.StartsWith('-') ? "  " + more : more)}}
        """);

    public static ReaderNeeds Reader(string name, params string[] columns) => new(
        name, name + "@example.com", DatasetName.Parse("orders"), 1, columns, new Dictionary<string, IReadOnlyList<ColumnType>>(), false, []);

    public static CompatibilityVerdict Judge(DataContract candidate, params DataContract[] earlier) =>
        CompatibilityGuard.Judge(candidate, earlier, [], Today);
}

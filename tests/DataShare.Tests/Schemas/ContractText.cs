using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

/// <summary>A small valid contract in which a test replaces parts; line numbers do not change.</summary>
internal static class ContractText
{
    public const string File = "orders.odcs.yaml";

    /// <summary>The replaced property is in line 10, from column 9.</summary>
    public static string With(
        string property = "{name: amount, logicalType: number}",
        string root = "",
        string write = "{mode: append}",
        string servers = "[]") =>
        $$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: 1.0.0
        servers: {{servers}}
        schema:
          - name: orders
            properties:
              - {name: order_id, logicalType: integer}
              - {{property}}
        customProperties:
          - {property: write, value: {{write}}}
        {{root}}
        """;

    public static DataContract Valid(string yaml)
    {
        var reading = ContractReader.Read(yaml, File);
        Assert.Empty(reading.Problems);
        return reading.Contract!;
    }

    /// <summary>The column that <see cref="With"/> adds.</summary>
    public static ContractColumn Column(string property) => Valid(With(property)).Columns[1];

    public static string Problem(string yaml)
    {
        var reading = ContractReader.Read(yaml, File);
        Assert.Null(reading.Contract);
        return Assert.Single(reading.Problems).ToString();
    }
}

namespace DataShare.Tests.Producers;

/// <summary>A contract of the dataset <c>orders</c> as YAML; a test sets only what matters to it.</summary>
/// <param name="columns">Properties in YAML's short form, without the braces: <c>name: id, logicalType: integer</c>.</param>
internal sealed class TestContract(params string[] columns)
{
    public const string Id = "name: id, logicalType: integer, required: true";

    public const string Name = "name: name, logicalType: string";

    public const string Amount = "name: amount, logicalType: number, physicalType: 'decimal(18,2)'";

    public string Version { get; init; } = "1.0.0";

    public string Status { get; init; } = "active";

    public string Csv { get; init; } = "{}";

    public string Arrival { get; init; } = "{}";

    public string Write { get; init; } = "{mode: append}";

    public string OnViolation { get; init; } = "{}";

    /// <summary>Rules of the dataset, as a list in YAML's short form.</summary>
    public string Quality { get; init; } = "[]";

    public string Relationships { get; init; } = "[]";

    /// <summary>The whole text; replaces all other settings.</summary>
    public string? Whole { get; init; }

    public string Yaml => Whole ??
        $$"""
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: {{Version}}
        status: {{Status}}
        servers:
          - server: inbox
            type: local
            customProperties:
              - {property: csv, value: {{Csv}}}
              - {property: arrival, value: {{Arrival}}}
        schema:
          - name: orders
            quality: {{Quality}}
            relationships: {{Relationships}}
            properties:
        {{string.Join('\n', columns.Select(c => $"      - {{{c}}}"))}}
        customProperties:
          - {property: write, value: {{Write}}}
          - {property: onViolation, value: {{OnViolation}}}
        """;
}

namespace DataShare.Schemas;

/// <summary>
/// Keys of the Open Data Contract Standard v3.1 and v3.2 that are allowed although DataShare does not use them; from
/// the JSON schemas of the standard.
/// </summary>
internal static class StandardKeys
{
    public static IReadOnlyList<string> Root { get; } =
    [
        "description", "tags", "domain", "tenant", "dataProduct", "context", "support", "price", "roles",
        "slaDefaultElement", "authoritativeDefinitions", "contractCreatedTs",
    ];

    public static IReadOnlyList<string> SchemaObject { get; } =
    [
        "physicalName", "physicalType", "description", "businessName", "deprecated", "synonyms", "tags", "context",
        "authoritativeDefinitions", "dataGranularityDescription",
    ];

    public static IReadOnlyList<string> Property { get; } =
    [
        "physicalType", "physicalName", "businessName", "deprecated", "synonyms", "tags", "authoritativeDefinitions",
        "semanticType", "partitioned", "partitionKeyPosition", "encryptedName", "transformSourceObjects",
        "transformLogic", "transformDescription", "criticalDataElement",
    ];

    /// <summary>The keys of all server types together. DataShare does not check which key belongs to which type.</summary>
    public static IReadOnlyList<string> Server { get; } =
    [
        "id", "description", "environment", "roles", "account", "catalog", "database", "dataset", "delimiter",
        "encoding", "endpointUrl", "format", "host", "location", "namespace", "path", "port", "project", "region",
        "regionName", "schema", "serviceName", "stagingDir", "stream", "type", "uri", "warehouse", "workgroup",
        "customProperties",
    ];

    public static IReadOnlyList<string> Quality { get; } =
    [
        "id", "description", "dimension", "businessImpact", "method", "schedule",
        "scheduler", "tags", "authoritativeDefinitions", "customProperties",
    ];
}

using DataShare.Schemas;

namespace DataShare.Tests.Warehouse;

/// <summary>Minimal contracts: a test adds what it is about.</summary>
internal static class Contracts
{
    public static ContractColumn Key(string name, ColumnKind kind = ColumnKind.Int64, int position = 1) =>
        new() { Id = name, Name = name, Type = new(kind), Required = true, PrimaryKeyPosition = position };

    public static ContractColumn Column(string name, ColumnKind kind = ColumnKind.String, string? classification = null) =>
        new() { Id = name, Name = name, Type = new(kind), Classification = classification };

    /// <summary>A text column with a maximum length.</summary>
    public static ContractColumn Bounded(string name, int maxLength) =>
        Column(name) with { Rules = new ColumnRules { MaxLength = maxLength } };

    public static ContractColumn Restricted(string name, ColumnKind kind = ColumnKind.String) => Column(name, kind, "restricted");

    public static DataContract Append(string dataset, string version, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(), columns);

    public static DataContract Merge(string dataset, string version, DeleteMarker? marker, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(WriteMode.Merge, marker), columns);

    public static DataContract Snapshot(string dataset, string version, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(WriteMode.Snapshot), columns);

    /// <summary>A dataset with this contract as its only major.</summary>
    public static DatasetMajors Alone(DataContract contract) => new(contract.Dataset, [contract]);

    private static DataContract Of(string dataset, string version, WriteRules write, ContractColumn[] columns) => new()
    {
        Dataset = DatasetName.Parse(dataset),
        Version = ContractVersion.Parse(version),
        Columns = columns,
        Write = write,
        SourceFile = $"{dataset}.odcs.yaml",
        SourceText = "",
    };
}

using DataShare.Schemas;

namespace DataShare.Tests.Warehouse;

/// <summary>Contracts with little in them: what a test is about stands in the test.</summary>
internal static class Contracts
{
    public static ContractColumn Key(string name, ColumnKind kind = ColumnKind.Int64, int position = 1) =>
        new() { Id = name, Name = name, Type = new(kind), Required = true, PrimaryKeyPosition = position };

    public static ContractColumn Column(string name, ColumnKind kind = ColumnKind.String, string? classification = null) =>
        new() { Id = name, Name = name, Type = new(kind), Classification = classification };

    /// <summary>A text of so many characters at most.</summary>
    public static ContractColumn Bounded(string name, int maxLength) =>
        Column(name) with { Rules = new ColumnRules { MaxLength = maxLength } };

    public static ContractColumn Restricted(string name, ColumnKind kind = ColumnKind.String) => Column(name, kind, "restricted");

    public static DataContract Append(string dataset, string version, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(), columns);

    public static DataContract Merge(string dataset, string version, DeleteMarker? marker, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(WriteMode.Merge, marker), columns);

    public static DataContract Snapshot(string dataset, string version, params ContractColumn[] columns) =>
        Of(dataset, version, new WriteRules(WriteMode.Snapshot), columns);

    /// <summary>The one major that its dataset has.</summary>
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

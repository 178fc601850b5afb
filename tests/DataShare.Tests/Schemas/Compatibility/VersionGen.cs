using CsCheck;
using DataShare.Schemas;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>Versions of one dataset with few differences, so that many pairs are similar.</summary>
internal static class VersionGen
{
    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly ColumnType[] Types = [new(ColumnKind.String), new(ColumnKind.Int32), new(ColumnKind.Int64), ColumnType.Decimal(10, 2), ColumnType.Decimal(12, 2)];

    private static readonly Gen<ContractColumn> Columns = Gen.Select(
        Gen.Int[0, 9], Gen.Bool, Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 4],
        (type, required, said, deprecated, classification, values) => new ContractColumn
        {
            Id = "",
            Name = "",
            Type = Types[type < Types.Length ? type : 0],
            Required = required,
            Default = said == 0 ? "1" : null,
            Deprecated = deprecated,
            Classification = classification switch { 0 => null, 1 => "internal", _ => "restricted" },
            Rules = type > 0 && type < Types.Length
                ? ColumnRules.None
                : new ColumnRules { Enum = values switch { 0 => ["A"], 1 => ["A", "B"], _ => null }, EnumIsOpen = values < 2 && said > 1, MaxLength = values > 3 ? 9 : null },
        });

    /// <summary>Up to three columns under a few names, with ids or without.</summary>
    public static Gen<DataContract> Contracts { get; } = Gen.Select(
        Columns.Array[1, 3], Gen.Shuffle(Names), Gen.Shuffle(new[] { 1, 2, 3, 4 }), Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 2],
        (columns, names, ids, hasIds, quality, sla) => new DataContract
        {
            Dataset = DatasetName.Parse("orders"),
            Version = new ContractVersion(1, 0, 0),
            Columns = [.. columns.Select((c, i) => c with { Name = names[i], Id = hasIds ? $"c{ids[i]}" : names[i] })],
            Quality = quality == 0 ? [] : [new QualityRule("rowCount", "mustBeGreaterThan", $"{quality}", [])],
            ServiceLevels = sla == 0 ? [] : [new ServiceLevel("frequency", $"{sla}", "d")],
            SourceFile = "orders.odcs.yaml",
            SourceText = "",
        });

    public static Gen<ReaderNeeds> Readers { get; } = Gen.Select(
        Gen.Shuffle(Names), Gen.Int[0, 4], Gen.Bool, Gen.Bool,
        (names, count, accepts, cleared) => Versions.Reader("bi") with
        {
            Columns = count > 3 ? null : names[..count],
            AcceptsNewEnumValues = accepts,
            Clearance = cleared ? ["restricted"] : [],
        });

    public static DataContract As(this DataContract contract, string version, CompatibilityMode mode = CompatibilityMode.FullTransitive) =>
        contract with { Version = ContractVersion.Parse(version), Compatibility = mode };
}

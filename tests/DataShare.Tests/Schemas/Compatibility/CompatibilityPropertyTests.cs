using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

public sealed class CompatibilityPropertyTests
{
    private static readonly ColumnType[] Types =
    [
        new(ColumnKind.String), new(ColumnKind.Int8), new(ColumnKind.Int32), new(ColumnKind.Int64), new(ColumnKind.Double), new(ColumnKind.Date),
        ColumnType.Decimal(10, 2), ColumnType.Decimal(19, 0), ColumnType.Decimal(20, 4), ColumnType.Decimal(38, 2),
    ];

    /// <summary>The type and the rules of a column, without its name.</summary>
    private static readonly Gen<ContractColumn> Values = Gen.Select(
        Gen.Int[0, Types.Length - 1], Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Bool,
        (type, required, low, length, values, open) => new ContractColumn
        {
            Id = "c",
            Name = "c",
            Type = Types[type],
            Required = required,
            Rules = type == 0
                ? new ColumnRules
                {
                    MinLength = low,
                    MaxLength = length == 0 ? null : 5 + length,
                    Enum = values switch { 0 => null, 1 => ["A"], 2 => ["A", "B"], 3 => ["B"], _ => ["B", "C"] },
                    EnumIsOpen = values > 0 && open,
                }
                : type is > 0 and < 5 && low > 0
                    ? new ColumnRules { Minimum = new RuleBound(low.ToString(System.Globalization.CultureInfo.InvariantCulture), open) }
                    : ColumnRules.None,
        });

    [Fact]
    public void A_version_compared_with_itself_has_no_change() => ContractGen.Contracts.Sample(
        contract =>
        {
            var yaml = ContractYaml.Write(contract);
            Assert.Empty(ContractComparison.Of(ContractText.Valid(yaml), ContractText.Valid(yaml)));
        },
        iter: 300);

    [Fact]
    public void What_breaks_one_way_breaks_the_other_way_round() => Gen.Select(Values, Values).Sample(
        (a, b) =>
        {
            var there = Breaks(ContractComparison.Of(Contract("1.0.0", a), Contract("1.1.0", b)));
            var back = Breaks(ContractComparison.Of(Contract("1.0.0", b), Contract("1.1.0", a)));
            return there.HasFlag(Directions.Backward) == back.HasFlag(Directions.Forward)
                && there.HasFlag(Directions.Forward) == back.HasFlag(Directions.Backward);
        },
        iter: 20_000);

    [Theory]
    [InlineData(CompatibilityMode.Backward, CompatibilityMode.BackwardTransitive)]
    [InlineData(CompatibilityMode.Forward, CompatibilityMode.ForwardTransitive)]
    [InlineData(CompatibilityMode.Full, CompatibilityMode.FullTransitive)]
    public void A_transitive_verdict_is_never_weaker_than_the_pairwise_one(CompatibilityMode pairwise, CompatibilityMode transitive) =>
        Gen.Select(Values, Values, Values).Sample(
            (a, b, c) =>
            {
                DataContract[] earlier = [Contract("1.0.0", a), Contract("1.1.0", b)];
                var candidate = Contract("1.2.0", c);
                return !Versions.Judge(candidate with { Compatibility = transitive }, earlier).IsAdmitted
                    || Versions.Judge(candidate with { Compatibility = pairwise }, earlier).IsAdmitted;
            },
            iter: 20_000);

    private static Directions Breaks(IEnumerable<ContractChange> changes) =>
        changes.Aggregate(Directions.None, (breaks, change) => breaks | change.Breaks);

    private static DataContract Contract(string version, ContractColumn column) => new()
    {
        Dataset = DatasetName.Parse("orders"),
        Version = ContractVersion.Parse(version),
        Columns = [column],
        SourceFile = "orders.odcs.yaml",
        SourceText = "",
    };
}

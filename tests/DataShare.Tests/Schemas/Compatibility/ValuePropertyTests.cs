using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>Checks verdicts about values with actual values.</summary>
public sealed class ValuePropertyTests
{
    private static readonly ColumnType[] Types =
    [
        new(ColumnKind.String), new(ColumnKind.Int8), new(ColumnKind.Int16), new(ColumnKind.Int32), new(ColumnKind.Int64),
        ColumnType.Decimal(2, 0), ColumnType.Decimal(3, 0), ColumnType.Decimal(4, 2), ColumnType.Decimal(5, 2), ColumnType.Decimal(6, 4), ColumnType.Decimal(19, 0), ColumnType.Decimal(21, 2),
    ];

    /// <summary>Values at and near every limit of the types and rules below; null too.</summary>
    private static readonly string?[] Values =
    [
        null, "", "A", "B", "C", "AB", "ABC", "ABCD", "0", "1", "2", "3", "-1", "1.5", "1.25", "1.2525", "99", "100", "-99", "99.99", "100.25", "999.99", "127", "128", "-128", "-129",
        "999", "32767", "32768", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "9999999999999999999",
    ];

    private static readonly Gen<ContractColumn> Columns = Gen.Select(
        Gen.Int[0, Types.Length * 2], Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Bool,
        (type, required, low, high, values, flag) => new ContractColumn
        {
            Id = "c",
            Name = "c",
            // Equally many texts and numbers.
            Type = Types[type < Types.Length ? type : 0],
            Required = required,
            Rules = type == 0 || type >= Types.Length
                ? new ColumnRules
                {
                    MinLength = low == 0 ? null : low - 1,
                    MaxLength = high == 0 ? null : high,
                    Enum = values switch { 0 => ["A"], 1 => ["A", "B"], 2 => ["B", "C"], _ => null },
                    EnumIsOpen = values < 3 && flag,
                }
                : new ColumnRules
                {
                    Minimum = low == 0 ? null : new RuleBound($"{low - 2}", flag),
                    Maximum = high == 0 ? null : new RuleBound($"{high + 98}", values > 2),
                },
        });

    [Fact]
    public void Where_nothing_breaks_backward_every_old_value_is_a_new_one() => Gen.Select(Columns, Columns).Sample(
        (before, after) => Breaks(before, after).HasFlag(Directions.Backward) || Values.All(v => !Fits(before, v) || Fits(after, v)), iter: 30_000);

    [Fact]
    public void Where_nothing_breaks_forward_every_new_value_is_an_old_one() => Gen.Select(Columns, Columns).Sample(
        (before, after) => Breaks(before, after).HasFlag(Directions.Forward) || Values.All(v => !Fits(after, v) || Fits(before, v)), iter: 30_000);

    [Fact]
    public void Where_a_type_alone_breaks_there_is_a_value_that_does_not_fit() => Gen.Select(Gen.Int[1, Types.Length - 1], Gen.Int[1, Types.Length - 1]).Sample(
        (before, after) =>
        {
            var (old, now) = (Plain(Types[before]), Plain(Types[after]));
            return Breaks(old, now).HasFlag(Directions.Backward) == Values.Any(v => Fits(old, v) && !Fits(now, v));
        },
        iter: 2_000);

    private static ContractColumn Plain(ColumnType type) => new() { Id = "c", Name = "c", Type = type };

    private static Directions Breaks(ContractColumn before, ContractColumn after) =>
        ContractComparison.Of(Contract(before), Contract(after)).Aggregate(Directions.None, (all, change) => all | change.Breaks);

    private static bool Fits(ContractColumn column, string? value)
    {
        if (value is null)
        {
            return !column.Required;
        }

        var rules = column.Rules;
        return ColumnValue.Fits(column.Type, value)
            && value.Length >= (rules.MinLength ?? 0) && value.Length <= (rules.MaxLength ?? int.MaxValue)
            && (rules.Enum is null || rules.EnumIsOpen || rules.Enum.Contains(value, StringComparer.Ordinal))
            && (rules.Minimum is not { } least || Compare(value, least) > (least.Exclusive ? 0 : -1))
            && (rules.Maximum is not { } most || Compare(value, most) < (most.Exclusive ? 0 : 1));
    }

    private static int Compare(string value, RuleBound bound) => decimal.Compare(
        decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(bound.Text, System.Globalization.CultureInfo.InvariantCulture));

    private static DataContract Contract(ContractColumn column) => new()
    {
        Dataset = DatasetName.Parse("orders"),
        Version = new ContractVersion(1, 0, 0),
        Columns = [column],
        SourceFile = "orders.odcs.yaml",
        SourceText = "",
    };
}

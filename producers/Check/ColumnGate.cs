using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks the values of one column and appends those that pass. One for a column and a file; not thread-safe.
/// </summary>
internal abstract class ColumnGate(ContractColumn column)
{
    public ContractColumn Column { get; } = column;

    /// <summary>What a null that must not be there breaks; null when null is allowed.</summary>
    private RuleBreak? NullBreak { get; } =
        column.PrimaryKeyPosition is not null ? RuleBreak.PrimaryKey : column.Required ? RuleBreak.Required : null;

    /// <summary>What a value that is not of the column's type breaks.</summary>
    public RuleBreak NotOfType { get; } = new("type", $"is not {column.Type}");

    /// <summary>Parses, checks and appends a field that is not null. Returns the broken rule, or null.</summary>
    public abstract RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target);

    public RuleBreak? AppendNull(ColumnBuffer target)
    {
        if (NullBreak is null)
        {
            target.AppendNull();
        }

        return NullBreak;
    }

    /// <summary>The violation of a value, cut and masked.</summary>
    public Violation Violation(RowPlace at, string? value, RuleBreak broken) =>
        new(
            at,
            Column.Name,
            value is null ? null : Column.IsRestricted ? "***" : Producers.Violation.Cut(value),
            broken.Rule,
            broken.Text);

    public static ColumnGate For(ContractColumn column, CsvDialect dialect)
    {
        var gate = Ungrouped(column, dialect);
        return (dialect.Thousands, column.Type.Kind) switch
        {
            ({ } separator, ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Double or ColumnKind.Decimal) =>
                new GroupedDigitsGate(gate, separator, (byte)dialect.Decimal),
            _ => gate,
        };
    }

    private static ColumnGate Ungrouped(ContractColumn column, CsvDialect dialect)
    {
        var separator = (byte)dialect.Decimal;
        string[] times = [.. dialect.TimestampFormats];
        return column.Type.Kind switch
        {
            ColumnKind.Int8 => new ValueGate<sbyte, IntegerParser<sbyte>>(column, default, default),
            ColumnKind.Int16 => new ValueGate<short, IntegerParser<short>>(column, default, default),
            ColumnKind.Int32 => new ValueGate<int, IntegerParser<int>>(column, default, default),
            ColumnKind.Int64 => new ValueGate<long, IntegerParser<long>>(column, default, default),
            ColumnKind.Double => new ValueGate<double, DoubleParser>(
                column, new(separator, column.Rules.TakesNonFinite), new((byte)'.')),
            ColumnKind.Boolean => new ValueGate<bool, BooleanParser>(column, new(dialect.TrueValues, dialect.FalseValues), default),
            ColumnKind.Date => new ValueGate<DateOnly, DateParser>(column, new([.. dialect.DateFormats]), new([])),
            ColumnKind.Timestamp => new ValueGate<DateTime, TimestampParser>(
                column, new(times, hasZone: true), new([], hasZone: true)),
            ColumnKind.TimestampLocal => new ValueGate<DateTime, TimestampParser>(
                column, new(times, hasZone: false), new([], hasZone: false)),
            ColumnKind.Decimal when PartSchema.IsWide(column.Type) => new WideDecimalGate(column, separator),
            ColumnKind.Decimal => new ValueGate<decimal, DecimalParser>(
                column, new(column.Type, separator), new(column.Type, (byte)'.')),
            ColumnKind.Uuid => new UuidGate(column),
            ColumnKind.Binary => new BinaryGate(column),
            _ => new TextGate(column),
        };
    }
}
